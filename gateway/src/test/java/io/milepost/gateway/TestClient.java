package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A native client made of the JDK's WebSocket: says what it is told and keeps what it hears, in order. */
public final class TestClient implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private volatile String reason = "";

    private TestClient(WebSocket.Builder builder, URI address) {
        socket = builder.buildAsync(address, this)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Connects; fails with the handshake's exception if it is refused. */
    public static TestClient connect(String address, String... protocols) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        if (protocols.length > 0) {
            String[] more = new String[protocols.length - 1];
            System.arraycopy(protocols, 1, more, 0, more.length);
            builder.subprotocols(protocols[0], more);
        }
        return new TestClient(builder, URI.create(address));
    }

    /** The same by a way of one's own. */
    public static TestClient connect(HttpClient http, String address) {
        return new TestClient(http.newWebSocketBuilder(), URI.create(address));
    }

    public WebSocket socket() {
        return socket;
    }

    public void send(String frame) {
        socket.sendText(frame, true)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Says more than the gateway listens to: it may hang up before the last part is out. */
    public void overdo(String part, int parts) {
        try {
            for (int i = 1; i <= parts; i++) {
                socket.sendText(part, i == parts)
                        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join();
            }
        } catch (CompletionException e) {
            assertThat(e).cause().isInstanceOf(IOException.class);
        }
    }

    /** The next frame, which must be of this type. */
    public JsonNode expect(String type) {
        JsonNode frame = next();
        assertThat(frame.path("type").asText()).as(frame.toString()).isEqualTo(type);
        assertThat(frame.path("timestamp").asText()).as(frame.toString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        return frame;
    }

    /** The next frames, all of this type. */
    public List<JsonNode> expect(String type, int count) {
        List<JsonNode> expected = new ArrayList<>();
        while (expected.size() < count) {
            expected.add(expect(type));
        }
        return expected;
    }

    public JsonNode next() {
        try {
            JsonNode frame = frames.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(frame)
                    .as("no frame came; closed with %s %s", closed.getNow(null), reason)
                    .isNotNull();
            return frame;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a frame has come that has not been taken. */
    public boolean hasNext() {
        return !frames.isEmpty();
    }

    /** Asks for a pong and takes what comes until then: everything that was under way. */
    public List<JsonNode> drain() {
        String id = Long.toString(System.nanoTime());
        send("{\"type\":\"ping\",\"id\":\"" + id + "\"}");
        List<JsonNode> taken = new ArrayList<>();
        for (JsonNode frame = next(); !frame.path("id").asText().equals(id); frame = next()) {
            taken.add(frame);
        }
        return taken;
    }

    /** Whether the gateway has closed it. */
    public boolean isClosed() {
        return closed.isDone();
    }

    /** The code that the gateway closes with. */
    public int closeCode() {
        return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    public String closeReason() {
        closeCode();
        return reason;
    }

    @Override
    public void close() {
        socket.abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                frames.add(JSON.readTree(partial.toString()));
            } catch (JsonProcessingException e) {
                closed.completeExceptionally(e);
            }
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String text) {
        reason = text;
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }
}
