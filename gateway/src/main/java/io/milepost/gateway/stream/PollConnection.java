package io.milepost.gateway.stream;

import io.milepost.gateway.protocol.ListWire;
import io.milepost.gateway.protocol.ListWire.Entry;
import io.milepost.gateway.protocol.Wire;
import io.milepost.gateway.session.Connection;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for what has happened since: gathers events and gaps until there are enough of both together, or there are some and no more at present, or
 * the time is over. Confined to the shard's event loop.
 */
final class PollConnection extends Connection {
    private final int limit;
    private final Runnable through;
    private final List<String> events = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private @Nullable String cursor;
    private Entry.@Nullable Refused refused;
    private boolean caughtUp;
    private boolean full;
    private boolean told;
    private boolean patient;

    /**
     * A request that begins.
     *
     * @param limit events and gaps that there are at most, together
     * @param through told once, when there is no reason to wait any longer
     */
    PollConnection(int limit, Runnable through) {
        this.limit = limit;
        this.through = through;
    }

    /** Whether it is worth to wait for the first event. */
    void isPatient(boolean waits) {
        patient = waits;
    }

    List<String> events() {
        return events;
    }

    List<String> gaps() {
        return gaps;
    }

    /** Where the next request goes on; null if nothing has been said. */
    @Nullable
    String cursor() {
        return cursor;
    }

    Entry.@Nullable Refused refused() {
        return refused;
    }

    /** Whether everything up to now has been gathered. */
    boolean isComplete() {
        return caughtUp && !full;
    }

    @Override
    public Wire wire() {
        return ListWire.INSTANCE;
    }

    @Override
    protected String transport() {
        return "poll";
    }

    @Override
    protected boolean isLasting() {
        return false;
    }

    @Override
    protected boolean isWritable() {
        return !full;
    }

    @Override
    protected void write(ByteBuf framed) {
        for (Entry entry : ListWire.read(framed)) {
            if (!full) {
                take(entry);
            }
        }
        if (!told && (full || refused != null || (caughtUp && !(patient && events.isEmpty() && gaps.isEmpty())))) {
            told = true;
            through.run();
        }
    }

    private void take(Entry entry) {
        boolean one = entry instanceof Entry.Said || entry instanceof Entry.Lost;
        if (one && events.size() + gaps.size() == limit) {
            full = true;
        } else if (entry instanceof Entry.Said said) {
            events.add(said.json());
            cursor = said.cursor();
        } else if (entry instanceof Entry.Lost lost) {
            gaps.add(lost.reason());
            cursor = lost.cursor();
        } else if (entry instanceof Entry.Through now) {
            caughtUp = true;
            cursor = now.cursor();
        } else if (entry instanceof Entry.Refused why) {
            refused = why;
        }
    }

    @Override
    protected void flush() {}

    @Override
    protected void reading(boolean on) {}

    @Override
    protected void close(int code, String reason) {
        finish();
    }

    @Override
    protected void abort() {
        finish();
    }

    private void finish() {
        if (!told) {
            told = true;
            through.run();
        }
    }

    @Override
    protected void ping() {}

    @Override
    protected long lastSignOfLife() {
        return System.nanoTime();
    }
}
