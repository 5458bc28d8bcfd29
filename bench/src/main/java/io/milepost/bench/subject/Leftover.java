package io.milepost.bench.subject;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Something that must not outlive this process, such as another process or a folder: undone when it is closed, or else when the
 * JVM ends, by a signal as well, the newest first.
 */
public final class Leftover implements AutoCloseable {
    private static final Deque<Leftover> ALL = new ArrayDeque<>();
    private static boolean isEnding;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Leftover::undoAll, "undo-leftovers"));
    }

    private final Runnable undoing;

    private Leftover(Runnable undoing) {
        this.undoing = undoing;
    }

    /** Remembers how something is undone. Where the JVM is ending already, undoes it and fails. */
    static Leftover undoneBy(Runnable undoing) {
        Leftover leftover = new Leftover(undoing);
        synchronized (ALL) {
            if (!isEnding) {
                ALL.add(leftover);
                return leftover;
            }
        }
        undoing.run();
        throw new IllegalStateException("the benchmark is being ended");
    }

    /** Whether the JVM is ending, so that what is measured is being taken away. */
    public static boolean isEnding() {
        synchronized (ALL) {
            return isEnding;
        }
    }

    private static void undoAll() {
        synchronized (ALL) {
            isEnding = true;
        }
        for (Leftover next = newest(); next != null; next = newest()) {
            try {
                next.undoing.run();
            } catch (RuntimeException e) {
                System.err.println("something is left behind: " + e);
            }
        }
    }

    private static @Nullable Leftover newest() {
        synchronized (ALL) {
            return ALL.pollLast();
        }
    }

    /** Undoes it, once. */
    @Override
    public void close() {
        boolean isThere;
        synchronized (ALL) {
            isThere = ALL.remove(this);
        }
        if (isThere) {
            undoing.run();
        }
    }
}
