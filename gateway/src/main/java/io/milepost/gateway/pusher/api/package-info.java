/** The HTTP API of Pusher's servers: events on their way into the log, and what is known of channels and users. */
@NullMarked
package io.milepost.gateway.pusher.api;

import org.jspecify.annotations.NullMarked;
