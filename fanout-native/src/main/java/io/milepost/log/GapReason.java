package io.milepost.log;

import java.util.Locale;

/** Why events of a channel can no longer be had. */
public enum GapReason {
    /** They were older than the topic keeps them. */
    RETENTION,
    /** The topic was deleted and made anew. */
    TOPIC_RECREATED,
    /** The topic's end was cut off. */
    TRUNCATED,
    /** The key has moved to another partition, and what it had before cannot be found. Not said today. */
    PARTITIONS_CHANGED,
    /** The topic is compacted: what was written over is not there to be replayed. */
    COMPACTED,
    /** There is more behind than is read for one reader. */
    TOO_FAR,
    /** Where the device stood is no longer kept. */
    DEVICE_EXPIRED,
    /** The record is no event. */
    UNDELIVERABLE;

    /** The word on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
