package io.milepost.gateway.shard;

import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.log.GapReason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.slf4j.event.Level;

/** Counts of all shards of a node since its start. Any thread. */
public final class ShardStats {
    final LongAdder deliveries = new LongAdder();
    final LongAdder replayed = new LongAdder();
    /** Portions read from the ring, and written, for the reader who was given them. */
    final LongAdder portions = new LongAdder();
    /** Portions given that had been read and written for somebody else. */
    final LongAdder shared = new LongAdder();

    private final LongAdder demotions = new LongAdder();
    private final LongAdder outrun = new LongAdder();
    final LongAdder undeliverable = new LongAdder();
    final LongAdder subscriptions = new LongAdder();
    final LongAdder live = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder ringHits = new LongAdder();
    final LongAdder ringMisses = new LongAdder();

    private final Map<GapReason, LongAdder> gaps = new EnumMap<>(GapReason.class);
    private final Map<ErrorCode, LongAdder> refusals = new EnumMap<>(ErrorCode.class);
    private final Mentions mentions = new Mentions();
    private final LongConsumer latency;
    private volatile List<Behind> behind = List.of();

    /** Counts alone. */
    public ShardStats() {
        this(millis -> {});
    }

    /**
     * Counts, and tells how long events take.
     *
     * @param latency told, for each event that a shard has handed to live subscriptions, the milliseconds since its record's
     *     time; any thread
     */
    public ShardStats(LongConsumer latency) {
        this.latency = latency;
        for (GapReason reason : GapReason.values()) {
            gaps.put(reason, new LongAdder());
        }
        for (ErrorCode code : ErrorCode.values()) {
            refusals.put(code, new LongAdder());
        }
    }

    void gap(GapReason reason) {
        long soFar = count(gaps, reason);
        // Of a record that is no event, who met it says where it lies.
        if (reason != GapReason.UNDELIVERABLE) {
            mentions.of(Level.WARN, "a reader was told of a gap: " + reason.code(), soFar);
        }
    }

    /** So many live subscriptions were too slow, which may be none. */
    void demoted(long subscriptions) {
        if (subscriptions > 0) {
            demotions.add(subscriptions);
            mentions.of(Level.WARN, "a reader's socket was full, so it catches up from the log", demotions.sum());
        }
    }

    /** A shard has lost its place in the ring. */
    void lostPlace() {
        outrun.increment();
        String words = "a shard lost its place in the ring, and its live readers catch up from the log";
        mentions.of(Level.WARN, words, outrun.sum());
    }

    /** Somebody looked into the ring, for the first time or to go on there, and it had what they wanted or not. */
    void looked(boolean found, boolean first) {
        if (!found) {
            ringMisses.increment();
        } else if (first) {
            ringHits.increment();
        }
    }

    void behind(List<Behind> streams) {
        behind = streams;
    }

    void took(long millis) {
        latency.accept(Math.max(0, millis));
    }

    /** Something was refused to a client. */
    public void refused(ErrorCode code) {
        mentions.of(Level.INFO, "something was refused to a client: " + code.code(), count(refusals, code));
    }

    /** Returns how many there are now. */
    private static <K> long count(Map<K, LongAdder> counts, K what) {
        LongAdder count = counts.get(what);
        if (count == null) {
            return 0;
        }
        count.increment();
        return count.sum();
    }

    /** Events handed to sockets of live subscriptions. */
    public long deliveries() {
        return deliveries.sum();
    }

    /** Events handed to sockets of subscriptions that were behind. */
    public long replayed() {
        return replayed.sum();
    }

    /** Portions of the ring that were read for the reader who was given them. */
    public long portions() {
        return portions.sum();
    }

    /** Portions of the ring given to a reader that had been read for another at the same place. */
    public long shared() {
        return shared.sum();
    }

    /** Live subscriptions that were too slow and became cursors again. */
    public long demotions() {
        return demotions.sum();
    }

    /** Gaps announced. */
    public long gaps() {
        return gaps.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Gaps announced for this reason. */
    public long gaps(GapReason reason) {
        return sum(gaps, reason);
    }

    /** What was refused to clients for this reason. */
    public long refusals(ErrorCode code) {
        return sum(refusals, code);
    }

    private static <K> long sum(Map<K, LongAdder> counts, K what) {
        LongAdder count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    /** Bytes written to sockets, or to streams and answers. */
    public long bytes() {
        return bytes.sum();
    }

    /** How often a reader has looked for its place and found it in the ring. */
    public long ringHits() {
        return ringHits.sum();
    }

    /** How often a reader has looked for its place and had to have the log read for it. */
    public long ringMisses() {
        return ringMisses.sum();
    }

    /** Records of a stream that were written and not read, as a shard has seen it within about a second. */
    public long behind(String stream) {
        return behind.stream()
                .filter(one -> one.stream().equals(stream))
                .mapToLong(Behind::records)
                .sum();
    }

    /** Gaps announced, by reason; reasons of which there were none are left out. */
    public Map<String, Long> gapsByReason() {
        Map<String, Long> some = new TreeMap<>();
        gaps.forEach((reason, count) -> some.put(reason.code(), count.sum()));
        some.values().removeIf(count -> count == 0);
        return some;
    }

    /** What was refused to clients, by the protocol's word for why; words that never came up are left out. */
    public Map<String, Long> refusals() {
        Map<String, Long> some = new TreeMap<>();
        refusals.forEach((code, count) -> some.put(code.code(), count.sum()));
        some.values().removeIf(count -> count == 0);
        return some;
    }

    /** Records met that are no events, once for each channel and time they were met. */
    public long undeliverable() {
        return undeliverable.sum();
    }

    /** Times that a shard found its own place gone from the ring. */
    public long outrun() {
        return outrun.sum();
    }

    /** How many subscriptions there are now, live or not. */
    public long subscriptions() {
        return subscriptions.sum();
    }

    /** How many of them are live. */
    public long live() {
        return live.sum();
    }
}
