/** A client's stay: who it is, what it asks, what it is subscribed to. Knows neither the transport nor the log. */
@NullMarked
package io.milepost.gateway.session;

import org.jspecify.annotations.NullMarked;
