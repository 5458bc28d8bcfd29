package io.milepost.log;

import io.milepost.channel.StreamSpec;
import io.milepost.channel.StreamSpec.Delivery;
import io.milepost.channel.Streams;
import io.milepost.fanout.topic.Consumers;
import io.milepost.log.peer.Peers;
import io.milepost.rollout.Rollout;
import io.milepost.route.Routes;
import io.milepost.trace.Tracing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of one Kafka cluster. Waits for a broker that is not there yet, and outlives its absences.
 *
 * <p>Beside the tail's thread and those of the catch-up, one thread watches the topics: it asks the broker at an interval
 * what they are, and has the tail go on with what it finds.
 */
public final class KafkaEventLog implements EventLog, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaEventLog.class);

    private final LogConfig config;
    private final Streams streams;
    private final Tracing tracing;
    private final Admin admin;
    private final Topics topics;
    private final Growths growths;
    private final Bounds bounds = new Bounds();
    private final LogStats stats = new LogStats();
    private final HotRing ring;
    private final LatestEvents latest = new LatestEvents();
    private final KafkaCatchUp catchUp;
    private final KafkaHistory history;
    private final IndexBuilder indexing;
    private final Tail tail;
    private final Thread tailThread;
    private final OwnTopics own;
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "milepost-topics"));
    private final ScheduledExecutorService gathering =
            Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "milepost-latest"));
    private final HangingTransactions hanging = new HangingTransactions(stats);
    private final TailWatch tailWatch;
    private final BrokerWatch brokerWatch;
    /** Looks that saw a change; the watch's own. */
    private long looks;
    /** The newest of them that the tail has come to; the tail's own. */
    private long followed;

    private final CompletableFuture<Throwable> broken = new CompletableFuture<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    /** What the broker held at some time before it last described nothing new. */
    private volatile Bounds.Snapshot settled = bounds.latest();

    private KafkaEventLog(LogConfig config, Streams streams, Tracing tracing) {
        this.config = config;
        this.streams = streams;
        this.tracing = tracing;
        admin = Admin.create(adminSettings(config));
        own = new OwnTopics(config);
        tailWatch = new TailWatch(config.tailLag());
        brokerWatch = new BrokerWatch(config.watchInterval());
        topics = new Topics(admin, streams.all(), own.topics());
        growths = new Growths(admin);
        ring = new HotRing(Math.max(config.ringBytes(), LogConfig.LEAST_RING_BYTES));
        Memory memory = Memory.of(config.absences(), stats);
        catchUp = new KafkaCatchUp(config, ring, memory, bounds, stats, tracing);
        history = new KafkaHistory(config, memory.index(), stats, KafkaHistory.BUDGET, KafkaHistory.WAITING);
        tail = new Tail(
                Consumers.open(config.kafka(), config.pollRecords(), "milepost-tail"),
                ring,
                latest,
                new Sightings(memory.index(), memory.last()),
                Topology.empty(streams, config.routes()),
                stats,
                this::continueAfterBreak);
        indexing = new IndexBuilder(config, memory, bounds, tail::topology, catchUp::isBusy, stats);
        tailThread = daemon(this::runTail, "milepost-tail");
    }

    /** Begins to read. {@link #ready} says when the end has been reached. */
    public static KafkaEventLog open(LogConfig config, Streams streams) {
        return open(config, streams, Tracing.OFF);
    }

    /**
     * Begins to read.
     *
     * @param tracing where it is told what is done with its events
     */
    public static KafkaEventLog open(LogConfig config, Streams streams, Tracing tracing) {
        KafkaEventLog opened = new KafkaEventLog(config, streams, tracing);
        opened.tailThread.start();
        opened.watch.execute(opened::begin);
        return opened;
    }

    /**
     * Completes when the ring is filled, the tail has reached what was the end at start, and it is known which tokens were
     * revoked and what the rollout is; fails with {@link MissingTopicsException} if topics are missing and not to be made, and
     * with an {@link AuthenticationException} if Kafka does not take who this says it is, or the other way round.
     */
    @Override
    public CompletableFuture<Void> ready() {
        return ready;
    }

    @Override
    public LatestEvents latest() {
        return latest;
    }

    @Override
    public Streams streams() {
        return streams;
    }

    @Override
    public CompletableFuture<Throwable> broken() {
        return broken;
    }

    /**
     * Kafka is away when no broker has said what the topics are for five seconds longer than usual, or not all leaders what they
     * hold for 25. If it is there, the tail may still be too far behind.
     */
    @Override
    public @Nullable String away() {
        if (!ready.isDone()) {
            return null;
        }
        String trouble = brokerWatch.trouble(System.nanoTime());
        return trouble == null ? tailWatch.trouble() : trouble;
    }

    @Override
    public HotRing ring() {
        return ring;
    }

    @Override
    public CatchUp catchUp() {
        return catchUp;
    }

    @Override
    public History history() {
        return history;
    }

    @Override
    public Bounds bounds() {
        return bounds;
    }

    @Override
    public LogStats stats() {
        return stats;
    }

    @Override
    public Revocations revocations() {
        return own.revocations();
    }

    @Override
    public Rollout rollout() {
        return own.rollout();
    }

    @Override
    public Peers peers() {
        return own.peers();
    }

    @Override
    public Tracing tracing() {
        return tracing;
    }

    @Override
    public void attach(Executor loop, Consumer<Attachment> follower) {
        tail.attach(loop, follower);
    }

    /** Stops reading and returns when the tail's thread has ended. */
    @Override
    public void close() {
        watch.shutdownNow();
        gathering.shutdownNow();
        indexing.close();
        catchUp.close();
        own.close();
        history.close();
        tail.close();
        try {
            tailThread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        admin.close(Duration.ofSeconds(1));
    }

    private void runTail() {
        try {
            tail.run();
        } catch (RuntimeException | Error e) {
            log.error("the tail has met a defect and ended; this node has to be restarted", e);
            broken.complete(e);
            throw e;
        }
    }

    private void begin() {
        try {
            topics.makeMissing(config.missingTopics());
            own.look(topics);
            List<Topics.Found> found = topics.describe();
            if (found.size() < streams.all().size()) {
                // Those just made are not known everywhere at once.
                watch.schedule(this::begin, 200, TimeUnit.MILLISECONDS);
                return;
            }
            Continuation described = Continuation.describe(tail.topology(), found, settled);
            bounds.update(topics.bounds(described.topology(), found));
            described = described.recalling(growths.exchange(described.topology(), found), bounds.latest());
            Continuation start = described.warmedUp(bounds.latest(), config.warmUpRecords());
            long[] ends = topics.readableEnds(start.topology(), found);
            LatestScan.run(config, start, bounds.latest(), latest, () -> true);
            // Before anybody is told that it is ready, and asks whether Kafka is there.
            brokerWatch.all(System.nanoTime());
            tail.order(t -> {
                t.follow(start);
                CompletableFuture.allOf(t.whenAt(ends), own.ready()).thenAccept(ready::complete);
            });
            indexing.start();
            lookAfter(config.watchInterval());
        } catch (MissingTopicsException | AuthenticationException e) {
            ready.completeExceptionally(e);
        } catch (InterruptException e) {
            Thread.currentThread().interrupt(); // Closing.
        } catch (RuntimeException e) {
            brokerWatch.over(e);
            watch.schedule(this::begin, 200, TimeUnit.MILLISECONDS);
        }
    }

    private void lookAfter(Duration pause) {
        try {
            watch.schedule(this::look, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("closing, nothing is looked for any more");
        }
    }

    private void look() {
        try {
            Bounds.Snapshot asked = bounds.latest();
            List<Topics.Found> found = topics.describe();
            brokerWatch.some(System.nanoTime());
            if (Continuation.describe(tail.topology(), found, settled).topology() != tail.topology()) {
                // First to the ends as of now, what is undecided too: what a key's former partition holds comes before
                // what its next one holds.
                long[] ends = topics.ends(tail.topology(), found);
                long number = ++looks;
                tail.order(t ->
                        t.whenAt(ends).thenRun(() -> t.order(later -> followIfChanged(later, number, found, asked))));
            } else {
                settled = asked;
            }
            Topology asking = tail.topology();
            Bounds.Snapshot held = topics.bounds(asking, found);
            bounds.update(held);
            hanging.look(asking, held);
            tailWatch.look(asking, tail.read(), held, System.nanoTime());
            own.look(topics);
            brokerWatch.all(System.nanoTime());
            recall(growths.exchange(asking, found), held);
            lookAfter(config.watchInterval());
        } catch (InterruptException e) {
            Thread.currentThread().interrupt(); // Closing.
        } catch (RuntimeException e) {
            brokerWatch.over(e);
            lookAfter(Duration.ZERO);
        }
    }

    /** Takes up what others have seen of topics' growth. */
    private void recall(Map<StreamSpec, Growth> growths, Bounds.Snapshot held) {
        tail.order(t -> {
            Continuation recalled = new Continuation(t.topology(), Map.of()).recalling(growths, held);
            if (recalled.topology() != t.topology()) {
                t.follow(recalled);
            }
        });
    }

    /** On the tail's thread. What was seen before what is followed already is of no more use. */
    private void followIfChanged(Tail tail, long number, List<Topics.Found> found, Bounds.Snapshot asked) {
        if (number < followed) {
            return;
        }
        followed = number;
        Continuation described = Continuation.describe(tail.topology(), found, settled);
        if (described.topology() != tail.topology()) {
            tail.follow(described);
            settled = asked;
        }
    }

    /**
     * Goes on with other routes. Whoever follows a channel of which they let through something else goes on from where it stands, as
     * if it had been away; whoever reads the past gets what they take now; what counts of streams of which only the newest does is
     * there within seconds. Any thread; only when it is {@link #ready}.
     */
    public void change(Routes others) {
        tail.order(t -> {
            List<LogPartition> before = t.topology().partitions();
            Topology after = t.topology().rerouted(others);
            if (after.partitions().equals(before)) {
                t.adopt(after);
                return;
            }
            t.follow(new Continuation(after, Map.of()));
            Map<LogPartition, Long> anew = new HashMap<>();
            for (LogPartition partition : after.partitions()) {
                if (partition.stream().delivery() == Delivery.LATEST && !before.contains(partition)) {
                    anew.put(partition, t.read()[partition.index()]);
                }
            }
            if (!anew.isEmpty()) {
                gathering.execute(() -> gather(new Continuation(after, anew)));
            }
        });
    }

    /** Finds what counts by the routes there are now, and did not by those before, unless they are the former ones by then. */
    private void gather(Continuation anew) {
        BooleanSupplier wanted =
                () -> tail.topology().partitions().containsAll(anew.starts().keySet());
        try {
            LatestEvents found = new LatestEvents();
            LatestScan.run(config, anew, bounds.latest(), found, wanted);
            tail.order(t -> latest.add(found, t.topology().partitions()));
        } catch (InterruptException e) {
            Thread.currentThread().interrupt(); // Closing.
        } catch (RuntimeException e) {
            log.warn("what counts by the changed routes cannot be gathered yet: {}", e.toString());
            if (wanted.getAsBoolean()) {
                gathering.schedule(() -> gather(anew), 1, TimeUnit.SECONDS);
            }
        }
    }

    private Continuation continueAfterBreak(
            Topology known, Map<TopicPartition, Long> positions, Map<TopicPartition, Long> cuts) {
        List<Topics.Found> found = topics.describe();
        Continuation described = Continuation.describe(known, found, settled);
        return described.topology() != known
                ? described
                : Continuation.breakAt(known, positions, cuts, topics.bounds(known, found));
    }

    /** For what sets no shorter time itself. */
    private static Map<String, Object> adminSettings(LogConfig config) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "milepost-topics");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.putAll(config.kafka());
        return settings;
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
