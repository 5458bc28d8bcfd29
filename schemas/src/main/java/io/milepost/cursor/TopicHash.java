package io.milepost.cursor;

import org.apache.kafka.common.Uuid;

/** Names one incarnation of a topic in 24 bits: a topic deleted and made anew under its name has another one. */
public final class TopicHash {
    private TopicHash() {}

    /** The hash of a topic id. */
    public static int of(Uuid topicId) {
        long mixed = (topicId.getMostSignificantBits() ^ Long.rotateLeft(topicId.getLeastSignificantBits(), 32))
                * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 40);
    }
}
