package io.milepost.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeWireTest {
    private static final ChannelName CHANNEL = new ChannelName("team-1");

    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true);

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 124, 125, 126, 127, 1_000, 65_400, 65_535, 65_536, 70_000, 1_000_000})
    void anEventOfAnySizeIsFramedInPlaceAndLeavesNothingBehind(int size) throws Exception {
        String data = "\"" + "x".repeat(size) + "\"";
        Event event = new Event("1", "/t", "moved", "2026-01-01T00:00:00Z", null, Json.of(data));
        JsonNode frame = frame(out -> NativeWire.INSTANCE.event(out, CHANNEL, event, "c"));
        assertThat(frame.get("data").textValue()).hasSize(size);
        assertThat(buffers.metric().usedDirectMemory()).isZero();
        assertThat(buffers.metric().usedHeapMemory()).isZero();
    }

    @Test
    void halfASurrogatePairBecomesAQuestionMark() throws Exception {
        String half = "a\ud83d";
        Event event = new Event(half, half, half, "2026-01-01T00:00:00Z", half, Json.of("{}"));
        JsonNode frame = frame(out -> NativeWire.INSTANCE.event(out, CHANNEL, event, "c"));
        assertThat(frame.get("id").textValue()).isEqualTo("a?");
        JsonNode error = frame(out ->
                NativeWire.INSTANCE.notice(out, Notice.Refusal.of(ErrorCode.UNKNOWN_TYPE, "\ud83d\ude00 " + half)));
        assertThat(error.get("message").textValue()).isEqualTo("\ud83d\ude00 a?");
    }

    /** The one frame that was written, read as RFC 6455 says. */
    private JsonNode frame(Consumer<ByteBuf> writing) throws Exception {
        ByteBuf out = buffers.directBuffer(16);
        try {
            writing.accept(out);
            assertThat(out.readUnsignedByte()).isEqualTo((short) 0x81);
            int length = out.readUnsignedByte();
            if (length == 126) {
                length = out.readUnsignedShort();
                assertThat(length).isGreaterThan(125);
            } else if (length == 127) {
                length = Math.toIntExact(out.readLong());
                assertThat(length).isGreaterThan(0xffff);
            }
            assertThat(out.readableBytes()).isEqualTo(length);
            return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
        } finally {
            out.release();
        }
    }
}
