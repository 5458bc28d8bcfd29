package io.milepost.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that are compressed, each alone, hold what the plain ones hold; those that would not get shorter are plain. */
class DeflatedWireTest {
    private static final ChannelName CHANNEL = new ChannelName("team-1");
    private static final int LEAST = 300;

    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true);
    private final DeflatedWire wire = new DeflatedWire(NativeWire.INSTANCE, new Deflation(LEAST));

    private static Event event(String data) {
        return new Event("1", "/t", "moved", "2026-01-01T00:00:00Z", null, Json.of("\"" + data + "\""));
    }

    private byte[] written(Wire by, Event... events) {
        ByteBuf out = buffers.directBuffer(16);
        try {
            for (Event event : events) {
                by.event(out, CHANNEL, event, "c");
            }
            return ByteBufUtil.getBytes(out);
        } finally {
            out.release();
        }
    }

    private static byte[] payload(byte[] frame) {
        int header = switch (frame[1]) {
            case 126 -> 4;
            case 127 -> 10;
            default -> 2;
        };
        return Arrays.copyOfRange(frame, header, frame.length);
    }

    private static byte[] inflated(byte[] payload) throws Exception {
        byte[] whole = Arrays.copyOf(payload, payload.length + 4);
        whole[payload.length + 2] = (byte) 0xff;
        whole[payload.length + 3] = (byte) 0xff;
        Inflater inflater = new Inflater(true);
        inflater.setInput(whole);
        byte[] out = new byte[100_000];
        int length = inflater.inflate(out);
        inflater.end();
        return Arrays.copyOf(out, length);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 1_000, 10_000, 60_000})
    void aFrameOfAnySizeIsTheSameInflated(int size) throws Exception {
        Event event = event("walking ".repeat(size / 8));
        byte[] compressed = written(wire, event);
        assertThat(compressed[0]).isEqualTo((byte) 0xc1);
        byte[] plain = written(NativeWire.INSTANCE, event);
        assertThat(compressed).hasSizeLessThan(plain.length);
        assertThat(inflated(payload(compressed))).isEqualTo(payload(plain));
    }

    @Test
    void eachIsCompressedAlone() {
        Event event = event("walking ".repeat(100));
        byte[] one = written(wire, event);
        byte[] two = written(wire, event, event);
        assertThat(Arrays.copyOfRange(two, one.length, two.length)).isEqualTo(one);
        assertThat(two).hasSize(2 * one.length);
    }

    @Test
    void whatIsShortOrWouldGetNoShorterIsPlain() {
        Random random = new Random(7);
        StringBuilder noise = new StringBuilder();
        // All there is in the alphabet of JSON that needs no escape: one bit in eight can be saved, and Huffman's table
        // costs more.
        random.ints(250, 0x5d, 0x7f).forEach(noise::appendCodePoint);
        random.ints(250, 0x100, 0xd7ff).forEach(noise::appendCodePoint);
        for (String data : new String[] {"walking", "", "x".repeat(70_000)}) {
            Event event = event(data);
            assertThat(written(wire, event)).isEqualTo(written(NativeWire.INSTANCE, event));
        }
        byte[] frame = written(wire, event(noise.toString()));
        assertThat(frame).hasSizeLessThanOrEqualTo(written(NativeWire.INSTANCE, event(noise.toString())).length);
    }

    @Test
    void nothingIsLeftBehind() {
        written(wire, event("walking ".repeat(100)));
        assertThat(buffers.metric().usedDirectMemory()).isZero();
    }
}
