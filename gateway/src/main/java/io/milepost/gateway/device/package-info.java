/** The devices that are connected: where each stands, and when that is kept. */
@NullMarked
package io.milepost.gateway.device;

import org.jspecify.annotations.NullMarked;
