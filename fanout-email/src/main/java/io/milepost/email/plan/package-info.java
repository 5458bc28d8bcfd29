/** From an event to requests. */
@NullMarked
package io.milepost.email.plan;

import org.jspecify.annotations.NullMarked;
