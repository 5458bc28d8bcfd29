package io.milepost.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.channel.ChannelName;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.log.CatchUp.Found;
import io.milepost.log.CatchUp.Request;
import io.milepost.log.index.Key;
import io.milepost.log.index.LastOffsets;
import io.milepost.log.index.SkipIndex;
import io.milepost.trace.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** A scan that meets a defect in the middle of what a poll has brought. */
class ShaftTest {
    private static final long RING = 5_000;
    private static final StreamSpec STREAM = StreamSpec.of("channels", "{key}", "message");

    private final Topology topology =
            Topology.empty(Streams.of(List.of(STREAM))).with(STREAM, 1, 1);
    private final LogPartition partition = topology.partitions().get(0);
    private final HotRing ring = new HotRing(1_000_000);
    private final SkipIndex index = new SkipIndex(1_000_000);
    private final Shaft shaft = new Shaft(
            partition, index, new Whereabouts(ring, index, new LastOffsets(16)), new LogStats(), new Span.Untold(null));
    private final List<Long> found = new ArrayList<>();

    @Test
    void aDefectTakesNothingFromWhoIsAboardNorFromTheIndex() {
        ring.begin(partition, RING);
        KafkaReading reading = new KafkaReading(new Request(
                topology.gather(new ChannelName("team-1")), new long[] {0}, 1_000_000, Runnable::run, said -> {
                    if (said instanceof Found more) {
                        more.records().forEach(record -> found.add(record.offset()));
                    }
                }));
        reading.behind(ring).forEach(shaft::add);
        assertThat(shaft.settle(ring)).isTrue();
        assertThat(shaft.takeMoved()).isTrue();
        List<ConsumerRecord<byte[], ByteBuffer>> polled = new ArrayList<>();
        for (long offset = 0; offset < 10; offset++) {
            polled.add(record(offset, offset == 7 ? "other" : "team-1"));
        }
        polled.get(4).headers().add(new FaultyHeader());
        assertThatThrownBy(() -> shaft.show(polled, 2_048)).hasMessage("a defect of the test's");
        assertThat(shaft.settle(ring)).isTrue();
        // What the consumer polls next.
        long next = shaft.takeMoved() ? shaft.position() : 2_048;
        shaft.show(polled.stream().filter(record -> record.offset() >= next).toList(), RING);
        reading.handOver();
        assertThat(found)
                .containsExactlyElementsOf(LongStream.range(0, 10)
                        .filter(offset -> offset != 7)
                        .boxed()
                        .toList());
        long other = new Key("other".getBytes(UTF_8)).hash();
        assertThat(index.next(partition.index(), other, 0, RING))
                .as("where the other key may be")
                .isLessThanOrEqualTo(7);
        long nobody = new Key("nobody".getBytes(UTF_8)).hash();
        assertThat(index.next(partition.index(), nobody, 4, RING))
                .as("what was read is known")
                .isGreaterThan(1_024);
    }

    private static ConsumerRecord<byte[], ByteBuffer> record(long offset, String key) {
        return new ConsumerRecord<>(
                STREAM.topic(), 0, offset, key.getBytes(UTF_8), ByteBuffer.wrap("{}".getBytes(UTF_8)));
    }
}
