package io.milepost.gateway.presence;

import io.milepost.channel.ChannelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this node says of itself, and when: what is new, at least now and then that it is there, and everything anew each minute,
 * for nodes that have come since, and whenever what it said has a hole. Its owner locks it.
 */
final class Herald {
    private static final long WHOLE_NANOS = Duration.ofMinutes(1).toNanos();
    /** What was said anew needs time to be heard before it is said once more. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(3).toNanos();

    private final Attendance attendance;
    private final int leaseMs;
    private final long beatNanos;
    private long number;
    private boolean begun;
    private long said;
    private long began;
    private @Nullable Iterator<ChannelName> repeating;

    Herald(Attendance attendance, PresenceConfig config) {
        this.attendance = attendance;
        this.leaseMs = Math.toIntExact(config.lease().toMillis());
        this.beatNanos = config.beat().toNanos();
    }

    /**
     * What is to be said now, in this order. Not to be asked for while something said before is still on its way: what is new
     * meanwhile is said then.
     *
     * @param now in nanoseconds, of a clock that only goes forward
     * @param heard whether what was said so far is known without a hole
     */
    List<Statement> speak(long now, boolean heard) {
        List<Statement> out = new ArrayList<>();
        Packing.pack(attendance.news()).forEach(lines -> out.add(statement(false, false, lines)));
        boolean anew = repeating == null
                && (!begun || now - began >= WHOLE_NANOS || (!heard && now - began >= PATIENCE_NANOS));
        if (anew) {
            begun = true;
            began = now;
            repeating = attendance.channels().iterator();
        }
        if (repeating != null) {
            repeat(repeating, anew, out);
        }
        if (out.isEmpty() && now - said >= beatNanos) {
            out.add(statement(false, false, List.of()));
        }
        if (!out.isEmpty()) {
            said = now;
        }
        return out;
    }

    /** A portion of everything; the rest comes next time. */
    private void repeat(Iterator<ChannelName> channels, boolean anew, List<Statement> out) {
        List<Line> portion = new ArrayList<>();
        for (int weight = 0; weight < Packing.MOST && channels.hasNext(); ) {
            Line line = attendance.all(channels.next());
            if (line != null) {
                portion.add(line);
                weight += Packing.weight(line);
            }
        }
        boolean done = !channels.hasNext();
        List<List<Line>> packed = Packing.pack(portion);
        if (packed.isEmpty()) {
            packed = List.of(List.of());
        }
        for (int i = 0; i < packed.size(); i++) {
            out.add(statement(anew && i == 0, done && i == packed.size() - 1, packed.get(i)));
        }
        if (done) {
            repeating = null;
        }
    }

    /** The last word. */
    Statement bye() {
        return new Statement(++number, leaseMs, false, false, true, List.of());
    }

    private Statement statement(boolean anew, boolean whole, List<Line> lines) {
        return new Statement(++number, leaseMs, anew, whole, false, lines);
    }
}
