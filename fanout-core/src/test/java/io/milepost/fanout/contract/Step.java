package io.milepost.fanout.contract;

/** Where between reading and committing a fan-out's process is killed. */
enum Step {
    /** Records were read; the sink has not been called with them. */
    POLLED(2),
    /** The sink was called; the far side has nothing yet. */
    DELIVERING(300),
    /** The far side has it; the runtime has not been told. */
    DELIVERED(300),
    /** The runtime was told; nothing was ever committed. */
    ANSWERED(300),
    /** A commit has just been made. */
    COMMITTED(1),
    /** Nowhere: it is left to work. */
    NONE(0);

    private final int time;

    Step(int time) {
        this.time = time;
    }

    /** Whether one call alone stops there, and the rest goes on. */
    boolean isOneCall() {
        return this == DELIVERING || this == DELIVERED;
    }

    /** The how manyth time of it is the last one. */
    int time() {
        return time;
    }
}
