/**
 * Events to Pusher. {@link io.milepost.pusher.PusherSinkProvider} is the way in; a delivery becomes a {@code Message}, a
 * {@code Round} sends messages by {@code PusherApi}, and a {@code Verdict} says what the {@code Answer} means. {@link io.milepost.pusher.PusherRealtimeProvider} is the other way in:
 * the same calls for domain services that tell clients directly.
 */
@NullMarked
package io.milepost.pusher;

import org.jspecify.annotations.NullMarked;
