package io.milepost.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a subscriber makes of bytes, however they come. */
class EarTest {
    private static final byte[] HEAD =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Manner PLAIN = Manner.ofPath("/follow", "");
    private static final int FINAL_TEXT = 0x81;
    private static final int TEXT = 0x01;
    private static final int CONTINUATION = 0x00;
    private static final int FINAL_CONTINUATION = 0x80;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};
    private static final long MINUTE_MICROS = 60_000_000;

    private final Tally tally = new Tally(3, System.nanoTime());
    private int subscribed;

    @ParameterizedTest
    @ValueSource(ints = {200, 300, 65_535, 65_536, 100_000})
    void anEventOfAnyLengthIsOneAndTheNextBeginsBehindIt(int length) {
        EmbeddedChannel channel = connect(PLAIN, HEAD);
        hear(channel, frame(FINAL_TEXT, event(length)), frame(FINAL_TEXT, event(300)));
        assertThat(tally.events()).isEqualTo(2);
        assertThat(channel.isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 125, 126, 199})
    void aMessageThatIsTooShortForAnEventIsTheProtocolsOwn(int length) {
        EmbeddedChannel channel = connect(PLAIN, HEAD);
        hear(channel, frame(FINAL_TEXT, "2".repeat(length)), frame(FINAL_TEXT, event(300)));
        assertThat(tally.events()).isEqualTo(1);
    }

    @Test
    void theSameIsHeardHoweverItIsCut() {
        byte[] said = bytes(
                HEAD,
                frame(PING, "before"),
                frame(FINAL_TEXT, "{\"connect\":{}}"),
                frame(FINAL_TEXT, "{\"id\":2}"),
                frame(FINAL_TEXT, event(300)),
                frame(PING, "~"),
                frame(FINAL_TEXT, "{}"),
                frame(FINAL_TEXT, event(70_000)),
                frame(FINAL_TEXT, event(250)));
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int bound : new int[] {1, 2, 7, 300, 5_000, 1 << 20}) {
            for (Manner manner : List.of(answered(PLAIN), answered(PLAIN).inBundles())) {
                long before = tally.events();
                subscribed = 0;
                EmbeddedChannel channel = connect(manner);
                for (int from = 0; from < said.length; ) {
                    int end = Math.min(said.length, from + 1 + random.nextInt(bound));
                    hear(channel, Arrays.copyOfRange(said, from, end));
                    from = end;
                }
                assertThat(tally.events() - before)
                        .as("in parts of up to %d, %s", bound, manner)
                        .isEqualTo(3);
                assertThat(subscribed).isEqualTo(1);
                assertThat(outbound(channel)).containsExactly(PONG, PONG);
            }
        }
    }

    private static Manner answered(Manner manner) {
        return new Manner(manner.path(), manner.headers(), manner.steps(), "\"id\":2", manner.bundled());
    }

    @Test
    void aMessageInFramesIsOneEventAndMayHaveAPingWithin() {
        String event = event(900);
        EmbeddedChannel channel = connect(PLAIN, HEAD);
        tally.takeLatencies();
        hear(
                channel,
                frame(TEXT, event.substring(0, 300)),
                frame(PING, "~"),
                frame(CONTINUATION, event.substring(300, 600)),
                frame(FINAL_CONTINUATION, event.substring(600)));
        assertThat(tally.events()).isEqualTo(1);
        assertThat(tally.takeLatencies().getTotalCount()).isEqualTo(1);
        assertThat(outbound(channel)).containsExactly(PONG);
    }

    @Test
    void ofABundleEachMarkIsAnEvent() {
        EmbeddedChannel channel = connect(PLAIN.inBundles(), HEAD);
        String event = event(300);
        hear(channel, frame(FINAL_TEXT, event + "\n" + event + "\n" + event), frame(FINAL_TEXT, "{}"));
        hear(channel, frame(TEXT, event), frame(PING, "~~"), frame(FINAL_CONTINUATION, event));
        assertThat(tally.events()).isEqualTo(5);
    }

    @Test
    void whoHasAllThatTheyExpectedIsWholeOnce() {
        EmbeddedChannel channel = connect(PLAIN, HEAD);
        for (long whole : new long[] {0, 0, 1, 1}) {
            hear(channel, frame(FINAL_TEXT, event(300)));
            assertThat(tally.whole()).isEqualTo(whole);
        }
    }

    @Test
    void theTimeIsTheLastSixteenDigits() {
        EmbeddedChannel channel = connect(PLAIN, HEAD);
        long due = Clock.micros() - MINUTE_MICROS;
        String event = "x".repeat(300) + "9999999999999999,\"t\":" + due + ",\"n\":123456789012345}";
        hear(channel, frame(FINAL_TEXT, event));
        // Compressed, as its first bits say, and without a time.
        hear(channel, frame(FINAL_TEXT | 0x40, event), frame(FINAL_TEXT, "x".repeat(300)));
        Histogram latencies = tally.takeLatencies();
        assertThat(tally.events()).isEqualTo(3);
        assertThat(latencies.getTotalCount()).isEqualTo(1);
        assertThat(latencies.getMaxValue()).isBetween(MINUTE_MICROS * 99 / 100, 2 * MINUTE_MICROS);
    }

    @Test
    void eachStepIsSaidWhenItsAnswerHasCome() {
        Manner manner = Manner.ofPath("/", "done").saying("hello", "one").saying("yes", "two");
        EmbeddedChannel channel = connect(manner, HEAD);
        assertThat(outbound(channel)).isEmpty();
        hear(channel, frame(FINAL_TEXT, "hello"));
        hear(channel, frame(PING, "yes"), frame(TEXT, "y"), frame(FINAL_CONTINUATION, "es"));
        assertThat(subscribed).isZero();
        hear(channel, frame(FINAL_TEXT, "done"));
        assertThat(subscribed).isEqualTo(1);
        assertThat(outbound(channel))
                .containsExactly(
                        manner.steps().get(0).frame(),
                        PONG,
                        manner.steps().get(1).frame());
    }

    @Test
    void whoSaysGoodbyeIsLeft() {
        EmbeddedChannel channel = connect(PLAIN, HEAD);
        hear(channel, frame(FINAL_TEXT, event(300)), frame(CLOSE, ""));
        assertThat(tally.events()).isEqualTo(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whoDoesNotSwitchIsLeftAndCountsAsAnswered() {
        EmbeddedChannel channel =
                connect(PLAIN, "HTTP/1.1 401 Unauthorized\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(channel.isOpen()).isFalse();
        assertThat(subscribed).isEqualTo(1);
    }

    @Test
    void aHeadWithoutAnEndIsNotReadForEver() {
        EmbeddedChannel channel = connect(PLAIN, "x".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatNoServerMaySendEndsTheConnectionAndWhatCameBeforeCounts() {
        byte[] good = frame(FINAL_TEXT, event(300));
        List<byte[]> wrong = List.of(
                new byte[] {(byte) FINAL_TEXT, (byte) 0x82, 0, 0, 0, 0, 'o', 'k'},
                new byte[] {(byte) FINAL_TEXT, 127, 0, 0, 0, 1, 0, 0, 0, 0},
                new byte[] {(byte) FINAL_TEXT, 127, -1, -1, -1, -1, -1, -1, -1, -1});
        for (byte[] bytes : wrong) {
            long before = tally.events();
            EmbeddedChannel channel = connect(PLAIN, HEAD);
            hear(channel, bytes(good, bytes));
            assertThat(channel.isOpen()).as(Arrays.toString(bytes)).isFalse();
            assertThat(tally.events() - before).isEqualTo(1);
        }
    }

    private EmbeddedChannel connect(Manner manner, byte[]... heard) {
        EmbeddedChannel channel = new EmbeddedChannel(new Ear(manner, tally, () -> subscribed++));
        ByteBuf upgrade = channel.readOutbound();
        assertThat(upgrade.toString(StandardCharsets.US_ASCII))
                .startsWith("GET " + manner.path() + " HTTP/1.1\r\n")
                .endsWith("\r\n\r\n");
        upgrade.release();
        tally.lookAtOneOf(1);
        hear(channel, heard);
        return channel;
    }

    /** In one read. */
    private static void hear(EmbeddedChannel channel, byte[]... parts) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes(parts)));
    }

    private static List<byte[]> outbound(EmbeddedChannel channel) {
        List<byte[]> all = new ArrayList<>();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            byte[] bytes = new byte[next.readableBytes()];
            next.readBytes(bytes).release();
            all.add(bytes);
        }
        return all;
    }

    private static byte[] bytes(byte[]... parts) {
        ByteBuf all = Unpooled.wrappedBuffer(parts);
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes).release();
        return bytes;
    }

    private static String event(int length) {
        String time = Long.toString(Clock.micros());
        return "~" + "x".repeat(length - 1 - time.length()) + time;
    }

    private static byte[] frame(int first, String text) {
        ByteBuf frame = Unpooled.buffer().writeByte(first);
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        if (payload.length < 126) {
            frame.writeByte(payload.length);
        } else if (payload.length <= 0xffff) {
            frame.writeByte(126).writeShort(payload.length);
        } else {
            frame.writeByte(127).writeLong(payload.length);
        }
        frame.writeBytes(payload);
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes).release();
        return bytes;
    }
}
