package io.milepost.bench;

import io.milepost.bench.load.Audience;
import io.milepost.bench.load.Clock;
import io.milepost.bench.load.Manner;
import io.milepost.bench.load.Speaker;
import io.milepost.bench.subject.Setting;
import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.protocol.DeflatedWire;
import io.milepost.gateway.protocol.Deflation;
import io.milepost.gateway.protocol.NativeWire;
import io.milepost.gateway.protocol.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** What a live delivery costs in bytes and CPU, plain and compressed: shared by many, and with nobody to share it with. */
public final class DeflateBench {
    private static final int SUBSCRIBERS = 500;
    private static final int ROUNDS = 3;
    private static final int FRAMES = 500;
    private static final int ALONE_ROUNDS = 500;
    private static final double WARM_UP_SECONDS = 3;
    private static final double SECONDS = 6;
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

    private final PrintStream out;
    private final String token;
    private final Random random = new Random(7);

    /**
     * A benchmark.
     *
     * @param out where the rows go
     * @param token one that the gateway takes, made with {@link FanOutBench#secret}
     */
    public DeflateBench(PrintStream out, String token) {
        this.out = out;
        this.token = token;
    }

    /** What is said, and how often. */
    private record Talk(String label, List<String> keys, double perSecond, LongFunction<String> data) {}

    /** What a delivery took. */
    private record Cost(double bytes, double cpuMicros, long demoted) {}

    /** Runs and prints. */
    public void run() throws IOException, InterruptedException {
        alone("a walk", this::walk);
        alone("a list of 20", this::list);
        List<String> one = List.of("bench");
        List<String> own =
                IntStream.range(0, SUBSCRIBERS).mapToObj(i -> "bench-" + i).toList();
        for (Talk talk : List.of(
                new Talk("a walk, 20/s to all", one, 20, this::walk),
                new Talk("a walk, 200/s to all", one, 200, this::walk),
                new Talk("a list of 20, 20/s to all", one, 20, this::list),
                new Talk("a list of 20, 100/s to all", one, 100, this::list),
                new Talk("a walk, 1,000/s, each to one", own, 1_000, this::walk))) {
            measure(talk);
        }
    }

    /** What writing a frame takes, once for all who share it; by one thread that does nothing else. */
    private void alone(String label, LongFunction<String> data) {
        ChannelName channel = new ChannelName("team-bench");
        Wire compressed = new DeflatedWire(NativeWire.INSTANCE, new Deflation(1));
        List<Event> events = IntStream.range(0, FRAMES)
                .mapToObj(i -> new Event(
                        new UUID(random.nextLong(), random.nextLong()).toString(),
                        "/bench",
                        "activity-logged",
                        Rfc3339.now(),
                        null,
                        Json.of(data.apply(Clock.micros()))))
                .toList();
        ByteBuf frame = Unpooled.directBuffer(1 << 16);
        for (Wire wire : List.of(NativeWire.INSTANCE, compressed)) {
            double least = Double.MAX_VALUE;
            long bytes = 0;
            for (int round = 0; round < ALONE_ROUNDS; round++) {
                bytes = 0;
                long began = System.nanoTime();
                for (Event event : events) {
                    wire.event(frame.clear(), channel, event, "ERAB0T00ANPmrgA");
                    bytes += frame.readableBytes();
                }
                least = Math.min(least, (System.nanoTime() - began) / 1e3 / FRAMES);
            }
            out.printf(
                    "%-42s %,8.0f bytes each, %7.2f us to write, the least of %d rounds%n",
                    label + (wire == compressed ? ", compressed" : ", plain"),
                    (double) bytes / FRAMES,
                    least,
                    ALONE_ROUNDS);
        }
        frame.release();
    }

    /** Plain and compressed take turns, so that what else the machine does meets both. */
    private void measure(Talk talk) throws IOException, InterruptedException {
        try (Setting setting = Setting.start(List.of("--set", "limits.compressFrom=1B"));
                Speaker speaker = new Speaker(setting.publisher(), talk.keys(), talk.data())) {
            List<Cost> plain = new ArrayList<>();
            List<Cost> compressed = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                plain.add(round(setting, speaker, talk, ""));
                compressed.add(round(setting, speaker, talk, OFFER));
            }
            row(talk.label() + ", plain", plain);
            row(talk.label() + ", compressed", compressed);
        }
    }

    private Cost round(Setting setting, Speaker speaker, Talk talk, String headers) throws InterruptedException {
        List<String> keys = talk.keys().size() == 1
                ? Collections.nCopies(SUBSCRIBERS, talk.keys().get(0))
                : talk.keys();
        List<Manner> manners = keys.stream()
                .map(key -> Setting.ours(token, key).unanswered().with(headers))
                .toList();
        try (Audience audience = Audience.connect(setting.address(), manners)) {
            speaker.speak(talk.perSecond(), WARM_UP_SECONDS);
            long frames = audience.events();
            long bytes = setting.gateway().metric("milepost_sent_bytes_total");
            long demoted = setting.gateway().metric("milepost_demotions_total");
            double cpu = setting.gateway().cpuSeconds();
            speaker.speak(talk.perSecond(), SECONDS);
            double used = setting.gateway().cpuSeconds() - cpu;
            long sent = setting.gateway().metric("milepost_sent_bytes_total") - bytes;
            double delivered = Math.max(1, audience.events() - frames);
            demoted = setting.gateway().metric("milepost_demotions_total") - demoted;
            return new Cost(sent / delivered, used * 1e6 / delivered, demoted);
        }
    }

    private String walk(long due) {
        return "{\"userId\":\"user-%s\",\"activityId\":\"%s-3-%d\",\"distance\":%.1f,\"duration\":%d,\"timestamp\":"
                        .formatted(name(), name(), random.nextInt(999), random.nextDouble() * 5, random.nextInt(5_000))
                + "\"2026-01-02T03:%02d:%02dZ\",\"location\":{\"lat\":%.4f,\"lng\":%.4f},\"t\":%d}"
                        .formatted(
                                random.nextInt(60),
                                random.nextInt(60),
                                51 + random.nextDouble(),
                                1 + random.nextDouble(),
                                due);
    }

    private String list(long due) {
        StringBuilder entries = new StringBuilder("{\"entries\":[");
        for (int place = 1; place <= 20; place++) {
            entries.append(place == 1 ? "" : ",")
                    .append("{\"place\":%d,\"teamId\":\"%s\",\"name\":\"The %s\",\"distance\":%.1f,\"members\":%d}"
                            .formatted(place, name(), name(), random.nextDouble() * 500, random.nextInt(20)));
        }
        return entries.append("],\"t\":").append(due).append('}').toString();
    }

    private String name() {
        return random.ints(4 + random.nextInt(6), 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private void row(String label, List<Cost> costs) {
        double[] cpu = costs.stream().mapToDouble(Cost::cpuMicros).sorted().toArray();
        double[] bytes = costs.stream().mapToDouble(Cost::bytes).sorted().toArray();
        out.printf(
                "%-42s %,8.0f bytes each, %7.2f CPU µs each (%.2f to %.2f), %d demoted, load %.1f%n",
                label,
                bytes[ROUNDS / 2],
                cpu[ROUNDS / 2],
                cpu[0],
                cpu[ROUNDS - 1],
                costs.stream().mapToLong(Cost::demoted).sum(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        out.flush();
    }
}
