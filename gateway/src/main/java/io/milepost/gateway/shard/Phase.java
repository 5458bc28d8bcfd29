package io.milepost.gateway.shard;

/** What a subscription is doing. */
enum Phase {
    /** Its client has not been told of it yet. */
    NEW,
    /** It gets what the shard gets; its offsets are the shard's. */
    LIVE,
    /** It waits for its turn. */
    READY,
    /** Its socket takes no more at present. */
    BLOCKED,
    /** It is behind the ring, and a reading is under way. */
    JOURNEYING,
    /** Its cursor comes from a node that has read further than this one. */
    AHEAD,
    /** Nobody wants it any longer. */
    CLOSED
}
