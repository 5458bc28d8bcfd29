package io.milepost.gateway.session;

import java.util.ArrayDeque;
import java.util.Queue;

/** What a client has said that cannot be looked at yet. Bounded in number and in letters. Confined to the shard's event loop. */
final class WaitingFrames {
    /** Letters in all. One frame alone may have as many as frames may have. */
    private static final int MOST_LETTERS = 256 * 1024;

    private final Queue<String> frames = new ArrayDeque<>(0);
    private int letters;

    /**
     * Keeps one more.
     *
     * @param most frames there may be
     * @return whether there was room for it
     */
    boolean offer(String frame, int most) {
        boolean fits = frames.isEmpty() || letters + frame.length() <= MOST_LETTERS;
        if (frames.size() >= most || !fits) {
            return false;
        }
        letters += frame.length();
        return frames.add(frame);
    }

    int size() {
        return frames.size();
    }

    /** Takes the eldest. There is one. */
    String remove() {
        String frame = frames.remove();
        letters -= frame.length();
        return frame;
    }

    void clear() {
        frames.clear();
        letters = 0;
    }
}
