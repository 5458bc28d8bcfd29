package io.milepost.gateway.pusher;

import org.jspecify.annotations.Nullable;

/**
 * What a client says in the address.
 *
 * @param key of which app it is
 * @param protocol which version it speaks; null if it does not say
 * @param device what it calls itself, to go on where it was; null if it wants only what comes
 * @param cursors whether it wants to be told where it stands
 * @param secure whether it has come with TLS
 */
record Hello(
        String key, @Nullable String protocol, @Nullable String device, boolean cursors, boolean secure) {}
