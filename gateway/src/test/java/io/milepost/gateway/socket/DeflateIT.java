package io.milepost.gateway.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.Frames;
import io.milepost.gateway.LoggedExceptions;
import io.milepost.gateway.RawSocket;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ServerHandshake;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compressed messages, both ways, for those who want them; beside others who do not. */
class DeflateIT {
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    private static final String PING = "{\"type\":\"ping\",\"id\":\"1\"}";

    private static TestNode node;

    private final long seed = Long.getLong("seed", new Random().nextLong());

    @BeforeAll
    static void start() {
        node = TestNode.start(
                log -> log, gateway -> gateway.withSockets(gateway.sockets().withCompressFrom(200)));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String address() {
        return node.ws() + "?token=" + TestNode.token("ada", List.of("*"));
    }

    private static String subscribe(String channel) {
        return "{\"type\":\"subscribe\",\"channel\":\"team-" + channel + "\"}";
    }

    private static RawSocket compressing() throws IOException {
        RawSocket socket = new RawSocket(address(), 256 * 1024, OFFER);
        assertThat(socket.head())
                .contains("permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n");
        return socket;
    }

    private static void publish(String channel, int n, String text) {
        Json data = Json.of("{\"n\":" + n + ",\"text\":\"" + text + "\"}");
        node.publish("activity", channel, new Event("e" + n, "/test", "activity-logged", Rfc3339.now(), null, data));
    }

    /** Somebody else's client, with somebody else's compressor. */
    private static final class Foreign extends WebSocketClient {
        private final BlockingQueue<String> came = new LinkedBlockingQueue<>();

        Foreign() {
            super(URI.create(address()), new Draft_6455(new PerMessageDeflateExtension()));
        }

        JsonNode next() throws Exception {
            String text = came.poll(30, TimeUnit.SECONDS);
            assertThat(text).as("no frame came").isNotNull();
            return new ObjectMapper().readTree(text);
        }

        @Override
        public void onOpen(ServerHandshake handshake) {
            came.add("{\"extensions\":\"" + handshake.getFieldValue("Sec-WebSocket-Extensions") + "\"}");
        }

        @Override
        public void onMessage(String message) {
            came.add(message);
        }

        @Override
        public void onClose(int code, String reason, boolean remote) {}

        @Override
        public void onError(Exception e) {
            came.add("{\"failed\":true}");
        }
    }

    @Test
    void whoCompressesAndWhoDoesNotGetTheSame() throws Exception {
        int events = 200;
        long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
        Foreign foreign = new Foreign();
        assertThat(foreign.connectBlocking(30, TimeUnit.SECONDS)).isTrue();
        List<RawSocket> raw = new ArrayList<>();
        try (TestClient plain = node.connect("ada")) {
            assertThat(foreign.next().path("extensions").asText()).startsWith("permessage-deflate");
            foreign.send(subscribe("both"));
            assertThat(foreign.next().path("type").asText()).isEqualTo("subscribed");
            plain.send(subscribe("both"));
            plain.expect("subscribed");
            for (int i = 0; i < 5; i++) {
                raw.add(compressing());
                raw.get(i).sendRaw(Packed.text(subscribe("both")));
                assertThat(raw.get(i).next().path("type").asText()).isEqualTo("subscribed");
            }
            for (int n = 0; n < events; n++) {
                publish("both", n, "again and again ".repeat(n));
            }
            for (int n = 0; n < events; n++) {
                JsonNode event = plain.expect("activity-logged");
                assertThat(event.at("/data/n").asInt()).isEqualTo(n);
                assertThat(foreign.next()).isEqualTo(event);
                for (RawSocket one : raw) {
                    assertThat(one.next()).isEqualTo(event);
                }
            }
            // The first are hardly worth it.
            assertThat(raw).allMatch(one -> one.compressed() > events - 10);
        } finally {
            foreign.closeBlocking();
            for (RawSocket one : raw) {
                one.close();
            }
        }
        await().until(() -> node.gateway().connections() == 0);
        await().until(() -> PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() <= before + (1 << 20));
    }

    @Test
    void whatOneAloneIsToldIsNotCompressed() throws Exception {
        for (int n = 0; n < 5; n++) {
            publish("past", n, "again and again ".repeat(50));
        }
        node.settle();
        try (RawSocket client = compressing()) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-past\",\"since\":\"earliest\"}");
            assertThat(client.next().path("type").asText()).isEqualTo("subscribed");
            for (int n = 0; n < 5; n++) {
                assertThat(client.next().at("/data/n").asInt()).isEqualTo(n);
            }
            assertThat(client.next().path("type").asText()).isEqualTo("live");
            assertThat(client.compressed()).isZero();
            publish("past", 5, "again and again ".repeat(50));
            assertThat(client.next().at("/data/n").asInt()).isEqualTo(5);
            assertThat(client.compressed()).isEqualTo(1);
        }
    }

    @Test
    void messagesComeInAnyPieces() throws Exception {
        System.out.printf("seed %d%n", seed);
        Random random = new Random(seed);
        try (RawSocket client = compressing()) {
            for (int i = 0; i < 200; i++) {
                String noise = IntStream.range(0, random.nextInt(2_000))
                        .mapToObj(at -> Integer.toString(random.nextInt(10)))
                        .reduce("", String::concat);
                String ping = "{\"type\":\"ping\",\"id\":\"" + i + "\",\"more\":\"" + noise + "é\"}";
                switch (random.nextInt(3)) {
                    case 0 -> client.sendRaw(Packed.inPieces(ping, random));
                    case 1 -> client.send(ping);
                    default ->
                        client.sendRaw(
                                Frames.masked(Frames.FINAL | 0x40 | Frames.TEXT, Packed.ended(ping.getBytes(UTF_8))));
                }
                assertThat(client.next().path("id").asInt()).as("seed %d", seed).isEqualTo(i);
            }
        }
    }

    private static int codeAfter(byte... frames) throws IOException {
        try (LoggedExceptions logged = new LoggedExceptions();
                RawSocket client = compressing()) {
            client.sendRaw(frames);
            int code = client.closeCode();
            assertThat(logged.said()).isEmpty();
            return code;
        }
    }

    @Test
    void whatGetsTooLongWhenItIsInflatedIsTooLong() throws Exception {
        int most = SocketLimits.DEFAULTS.frameBytes();
        byte[] fits = new byte[most];
        Arrays.fill(fits, (byte) ' ');
        System.arraycopy(PING.getBytes(UTF_8), 0, fits, 0, PING.length());
        try (RawSocket client = compressing()) {
            client.sendRaw(Frames.masked(Frames.FINAL | 0x40 | Frames.TEXT, Packed.payload(fits)));
            assertThat(client.next().path("type").asText()).isEqualTo("pong");
        }
        byte[] over = Arrays.copyOf(fits, most + 1);
        over[most] = ' ';
        assertThat(codeAfter(Frames.masked(Frames.FINAL | 0x40 | Frames.TEXT, Packed.payload(over))))
                .isEqualTo(1009);
        byte[] bomb = Packed.payload(new byte[50 << 20]);
        assertThat(bomb).hasSizeLessThan(most);
        assertThat(codeAfter(Frames.masked(Frames.FINAL | 0x40 | Frames.TEXT, bomb)))
                .isEqualTo(1009);
    }

    @Test
    void whatBreaksTheAgreementEndsTheConnection() throws Exception {
        byte[] packed = Packed.payload(PING.getBytes(UTF_8));
        // Reserved bits that nothing was agreed for, and the agreed one where it may not be.
        assertThat(codeAfter(Frames.masked(Frames.FINAL | 0x20 | Frames.TEXT, packed)))
                .isEqualTo(1002);
        assertThat(codeAfter(Frames.masked(Frames.FINAL | 0x40 | Frames.PING))).isEqualTo(1002);
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        pieces.writeBytes(Frames.masked(0x40 | Frames.TEXT, packed));
        pieces.writeBytes(Frames.masked(Frames.FINAL | 0x40 | Frames.CONTINUATION));
        assertThat(codeAfter(pieces.toByteArray())).isEqualTo(1002);
        // What cannot be inflated, what is no text, and what is no text though it can be inflated.
        assertThat(codeAfter(Frames.masked(Frames.FINAL | 0x40 | Frames.TEXT, PING.getBytes(UTF_8))))
                .isEqualTo(1007);
        assertThat(codeAfter(Frames.masked(Frames.FINAL | 0x40 | Frames.BINARY, packed)))
                .isEqualTo(1003);
        assertThat(codeAfter(Frames.masked(Frames.FINAL | 0x40 | Frames.TEXT, Packed.payload(new byte[] {'"', -1}))))
                .isEqualTo(1007);
    }

    @Test
    void whoHasAgreedNothingMayNotCompress() throws Exception {
        try (RawSocket client = new RawSocket(address(), 256 * 1024)) {
            assertThat(client.head()).doesNotContain("Sec-WebSocket-Extensions");
            client.sendRaw(Packed.text(PING));
            assertThat(client.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void roomsOfFiguresThatEachHasOtherOnesOfAreNotCompressed() throws Exception {
        String address =
                node.ws().replace("/ws", "/api/analytics/ws") + "?token=" + TestNode.token("ada", List.of("*"));
        try (RawSocket client = new RawSocket(address, 256 * 1024, OFFER)) {
            assertThat(client.head()).doesNotContain("Sec-WebSocket-Extensions");
        }
    }
}
