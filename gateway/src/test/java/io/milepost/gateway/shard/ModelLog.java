package io.milepost.gateway.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.channel.ChannelName;
import io.milepost.channel.KeyPartition;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.cursor.Cursor.Mark;
import io.milepost.event.RawEvent;
import io.milepost.log.Bounds;
import io.milepost.log.EventLog;
import io.milepost.log.History;
import io.milepost.log.HotRing;
import io.milepost.log.LatestEvents;
import io.milepost.log.LogPartition;
import io.milepost.log.LogRecord;
import io.milepost.log.LogStats;
import io.milepost.log.Segment;
import io.milepost.log.Topology;
import io.milepost.log.TopologyChange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A log that keeps everything in lists, so that what readers must get can be computed. The ring is the real one. */
final class ModelLog implements EventLog {
    static final Streams STREAMS = Streams.of(List.of(
            StreamSpec.of("activity", "team-{key}", "activity-logged"),
            StreamSpec.of("goal", "team-{key}", "goal-updated"),
            StreamSpec.of("channels", "{key}", "message")));
    static final List<String> KEYS = List.of("0", "1");
    static final List<String> NAMES = List.of("team-0", "team-1", "private-team-1");

    private final Random random;
    private final HotRing ring;
    private final Bounds bounds = new Bounds();
    private final LatestEvents latest = new LatestEvents();
    private final LogStats stats = new LogStats();
    private final ModelCatchUp catchUp;
    final Map<LogPartition, List<LogRecord>> records = new HashMap<>();
    final Map<LogRecord, String> names = new HashMap<>();
    final Map<String, LogRecord> byId = new HashMap<>();
    /** By topic and key, in the order in which they were written. */
    private final Map<Integer, Map<String, List<LogRecord>>> written = new HashMap<>();

    private final Map<LogRecord, Writing> writings = new HashMap<>();

    private final Map<Integer, StreamSpec> streams = new HashMap<>();

    /** By topic, how many partitions it has had. */
    private final Map<Integer, NavigableSet<Integer>> sizes = new HashMap<>();

    private Topology topology = Topology.empty(STREAMS);
    private long[] positions;
    private long[] starts;
    private final Map<StreamSpec, Integer> hashes = new HashMap<>();
    private int incarnation;
    private String except;

    /** Where a record was written, and how many partitions there were then. */
    private record Writing(int topic, int partitions) {}

    ModelLog(Random random) {
        this.random = random;
        this.catchUp = new ModelCatchUp(this, random);
        this.ring = new HotRing(1_500 + random.nextInt(20_000));
        for (StreamSpec stream : STREAMS.all()) {
            topology = made(stream);
        }
        positions = new long[topology.size()];
        starts = new long[topology.size()];
        // The tail begins behind the end of a log that others have written before.
        for (int i = random.nextInt(12); i > 0; i--) {
            writeOne(null);
        }
        topology.partitions().forEach(partition -> ring.begin(partition, positions[partition.index()]));
        refreshBounds();
    }

    /** From now on the events are not for this socket; for everybody again, if it is null. */
    void except(String socket) {
        except = socket;
    }

    /** Writes some records, as one poll of the tail. */
    void append(int count) {
        Segment.Builder segment = ring.segment();
        for (int i = 0; i < count; i++) {
            writeOne(segment);
        }
        ring.append(segment.build());
    }

    private void writeOne(Segment.Builder segment) {
        StreamSpec stream = STREAMS.all().get(random.nextInt(STREAMS.all().size()));
        List<String> keys = stream.isCatchAll() ? NAMES : KEYS;
        String key = keys.get(random.nextInt(keys.size()));
        List<LogPartition> partitions = topology.partitions().stream()
                .filter(partition -> partition.stream().equals(stream))
                .toList();
        LogPartition partition = partitions.get(KeyPartition.of(key, partitions.size()));
        // Offsets have gaps, before and behind a record.
        long offset = positions[partition.index()] + random.nextInt(2);
        positions[partition.index()] = offset + 1 + random.nextInt(2);
        String data = "\"" + partition.index() + "@" + offset + "\"";
        byte[] value = (random.nextInt(50) == 0 ? "broken" : data).getBytes(UTF_8);
        ConsumerRecord<byte[], ByteBuffer> raw = new ConsumerRecord<>(
                stream.topic(), partition.index(), offset, key.getBytes(UTF_8), ByteBuffer.wrap(value));
        if (except != null) {
            Map.of(
                            "ce_specversion",
                            "1.0",
                            "ce_id",
                            data,
                            "ce_source",
                            "/model",
                            "ce_type",
                            "said",
                            "ce_pusher",
                            except)
                    .forEach((header, said) -> raw.headers().add(header, said.getBytes(UTF_8)));
        }
        LogRecord record = new LogRecord(partition, offset, RawEvent.of(raw), false);
        String name = stream.template().render(key);
        records.computeIfAbsent(partition, p -> new ArrayList<>()).add(record);
        written.computeIfAbsent(hashes.get(stream), t -> new HashMap<>())
                .computeIfAbsent(key, k -> new ArrayList<>())
                .add(record);
        writings.put(record, new Writing(hashes.get(stream), partitions.size()));
        names.put(record, name);
        byId.put(id(record), record);
        if (segment != null) {
            segment.add(name, record).cover(partition, positions[partition.index()]);
        }
    }

    /** Deletes the oldest records of a partition, as retention does. */
    void retain() {
        List<LogPartition> partitions = topology.partitions();
        LogPartition partition = partitions.get(random.nextInt(partitions.size()));
        List<LogRecord> all = records.getOrDefault(partition, List.of());
        if (!all.isEmpty()) {
            starts[partition.index()] = Math.max(
                    starts[partition.index()],
                    all.get(random.nextInt(all.size())).offset());
            if (random.nextBoolean()) {
                refreshBounds();
            }
        }
    }

    /** Deletes a stream's topic and makes it anew. */
    void recreate() {
        StreamSpec stream = STREAMS.all().get(random.nextInt(STREAMS.all().size()));
        change(made(stream));
    }

    private Topology made(StreamSpec stream) {
        hashes.put(stream, ++incarnation);
        streams.put(incarnation, stream);
        int partitions = 1 + random.nextInt(3);
        sizes.put(incarnation, new TreeSet<>(Set.of(partitions)));
        return topology.with(stream, incarnation, partitions);
    }

    /** Gives a stream's topic more partitions. */
    void grow() {
        StreamSpec stream = STREAMS.all().get(random.nextInt(STREAMS.all().size()));
        long known = topology.partitions().stream()
                .filter(partition -> partition.stream().equals(stream))
                .count();
        int partitions = (int) known + 1 + random.nextInt(2);
        sizes.get(hashes.get(stream)).add(partitions);
        change(topology.with(stream, hashes.get(stream), partitions, positions));
    }

    private void change(Topology to) {
        Topology before = topology;
        topology = to;
        positions = Arrays.copyOf(positions, topology.size());
        starts = Arrays.copyOf(starts, topology.size());
        topology.partitions().stream()
                .filter(partition -> !before.partitions().contains(partition))
                .forEach(partition -> ring.begin(partition, 0));
        refreshBounds();
        ring.append(new TopologyChange(ring.end(), topology, positions.clone()));
    }

    /** The key of a channel's records in a topic; null if the channel does not gather it. */
    String key(int topicHash, ChannelName channel) {
        return STREAMS.gather(channel).stream()
                .filter(part -> part.stream().equals(streams.get(topicHash)))
                .map(Streams.Part::key)
                .findFirst()
                .orElse(null);
    }

    /** The records of a key in a topic, in the order in which they were written. */
    List<LogRecord> written(int topicHash, String key) {
        return written.getOrDefault(topicHash, Map.of()).getOrDefault(key, List.of());
    }

    /** The topic of a record. */
    int topic(LogRecord record) {
        return writings.get(record).topic();
    }

    /** The topics there are. */
    Stream<Integer> topicHashes() {
        return hashes.values().stream();
    }

    /** Whether a record comes before a mark of its topic and key. */
    boolean isBefore(LogRecord record, String key, Mark mark) {
        int count = writings.get(record).partitions();
        int partition = KeyPartition.of(key, mark.partitions());
        boolean same = sizes
                .get(mark.topicHash())
                .subSet(Math.min(count, mark.partitions()), true, Math.max(count, mark.partitions()), true)
                .stream()
                .allMatch(size -> KeyPartition.of(key, size) == partition);
        return same ? record.offset() < mark.offset() : count < mark.partitions();
    }

    /** Whether a record lies in the partition that a mark of its key is about. */
    boolean isOf(LogRecord record, String key, Mark mark) {
        return record.partition().partition() == KeyPartition.of(key, mark.partitions());
    }

    /** What stands in the data of an intact record. */
    static String id(LogRecord record) {
        return record.partition().index() + "@" + record.offset();
    }

    Topology topology() {
        return topology;
    }

    long start(LogPartition partition) {
        return starts[partition.index()];
    }

    /** Where a partition ends. */
    long end(LogPartition partition) {
        return positions[partition.index()];
    }

    private void refreshBounds() {
        boundsAskedAt(0);
    }

    /** The broker is asked for the bounds, at this time. */
    void boundsAskedAt(long nanos) {
        bounds.update(new Bounds.Snapshot(nanos, starts.clone(), positions.clone()));
    }

    @Override
    public CompletableFuture<Void> ready() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public History history() {
        throw new UnsupportedOperationException("nobody looks back here");
    }

    @Override
    public LatestEvents latest() {
        return latest;
    }

    @Override
    public Streams streams() {
        return STREAMS;
    }

    @Override
    public CompletableFuture<Throwable> broken() {
        return new CompletableFuture<>();
    }

    @Override
    public LogStats stats() {
        return stats;
    }

    @Override
    public HotRing ring() {
        return ring;
    }

    @Override
    public ModelCatchUp catchUp() {
        return catchUp;
    }

    @Override
    public Bounds bounds() {
        return bounds;
    }

    @Override
    public void attach(Executor loop, Consumer<Attachment> follower) {
        Attachment place = new Attachment(ring.end(), topology, positions.clone());
        loop.execute(() -> follower.accept(place));
    }
}
