/** The protocol of Pusher's clients, 5 to 7, on the same sessions and subscriptions as every other. Knows no socket. */
@NullMarked
package io.milepost.gateway.pusher;

import org.jspecify.annotations.NullMarked;
