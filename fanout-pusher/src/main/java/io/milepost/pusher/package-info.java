/**
 * Events to Pusher. {@link io.milepost.pusher.PusherSinkProvider} is the way in; a delivery becomes a {@code Message}, a
 * {@code Round} sends messages by {@code PusherApi}, and a {@code Verdict} says what the {@code Answer} means.
 */
@NullMarked
package io.milepost.pusher;

import org.jspecify.annotations.NullMarked;
