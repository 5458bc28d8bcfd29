package io.milepost.gateway.presence;

import io.milepost.channel.ChannelName;

/**
 * Something that has happened on a channel, for all nodes together. All that have read the same log know the same ones.
 *
 * @param userId who has come or gone; empty for what is of nobody
 * @param subscribers connections there by then
 * @param cause the statement by which it happened: with kind, channel and user it is the same on all nodes, and no other's
 * @param at the log's time, in milliseconds since 1970
 */
public record Occurrence(Kind kind, ChannelName channel, String userId, int subscribers, String cause, long at) {
    /** What has happened. */
    public enum Kind {
        /** Somebody has subscribed where nobody had. */
        OCCUPIED,
        /** Nobody is there any more, and nobody has come back at once. */
        VACATED,
        /** A user is there who was not. */
        CAME,
        /** A user is there no longer, and has not come back at once. */
        WENT,
        /** There are more or fewer connections than before. */
        COUNTED
    }
}
