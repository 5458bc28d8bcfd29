package io.milepost.channel;

/**
 * The part of a channel name that says who may enter, in Pusher's words: {@code private-}, {@code presence-},
 * {@code cache-} and their combinations. It is no part of the key that domain streams are asked for.
 *
 * @param length characters the prefix takes at the start of the name; 0 for a plain name
 * @param restricted whether {@code private-} or {@code presence-} is part of it
 * @param encrypted whether the payloads are encrypted end to end, so that no domain stream can be part of the channel
 */
record AccessPrefix(int length, boolean restricted, boolean encrypted) {
    private static final String PRIVATE = "private-";
    private static final String PRESENCE = "presence-";
    private static final String ENCRYPTED = "encrypted-";
    private static final String CACHE = "cache-";

    static AccessPrefix of(String name) {
        int at = 0;
        boolean restricted = false;
        boolean encrypted = false;
        if (name.startsWith(PRIVATE)) {
            at = PRIVATE.length();
            restricted = true;
            if (name.startsWith(ENCRYPTED, at)) {
                at += ENCRYPTED.length();
                encrypted = true;
            }
        } else if (name.startsWith(PRESENCE)) {
            at = PRESENCE.length();
            restricted = true;
        }
        if (name.startsWith(CACHE, at)) {
            at += CACHE.length();
        }
        return new AccessPrefix(at, restricted, encrypted);
    }
}
