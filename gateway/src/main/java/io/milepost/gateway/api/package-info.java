/** The routes by which services and pages publish, look up channels, and learn where to connect. */
@NullMarked
package io.milepost.gateway.api;

import org.jspecify.annotations.NullMarked;
