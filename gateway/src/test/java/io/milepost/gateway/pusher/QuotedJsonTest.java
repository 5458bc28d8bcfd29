package io.milepost.gateway.pusher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuotedJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void anyTextIsReadAsItWas() throws JsonProcessingException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("QuotedJsonTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.appendCodePoint(
                        switch (random.nextInt(4)) {
                            case 0 -> random.nextInt(0x20);
                            case 1 -> "\"\\/\u007f".charAt(random.nextInt(4));
                            case 2 -> 0x1f600 + random.nextInt(64);
                            default -> 0x20 + random.nextInt(0x300);
                        });
            }
            ByteBuf out = Unpooled.buffer();
            QuotedJson.write(out, ByteBuffer.wrap(text.toString().getBytes(UTF_8)));
            assertThat(JSON.readTree(out.toString(UTF_8)).textValue()).isEqualTo(text.toString());
        }
    }
}
