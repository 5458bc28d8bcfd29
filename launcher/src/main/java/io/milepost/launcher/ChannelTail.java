package io.milepost.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Follows one channel, across as many connections as it takes. Runs on the caller's thread. */
final class ChannelTail {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UNAUTHENTICATED = 4401;
    private static final long FIRST_PAUSE_MS = 500;
    private static final long LONGEST_PAUSE_MS = 30_000;

    private final HttpClient http;
    private final Random random = new Random();
    private final URI url;
    private final Supplier<String> tokens;
    private final String channel;
    private final PrintWriter out;
    private final PrintWriter err;
    private @Nullable String since;
    private long left;
    private int failures;
    private boolean expired;
    /** After how many milliseconds the gateway wants to see it again; -1 if it has not said. */
    private long asked = -1;

    ChannelTail(
            HttpClient http,
            URI url,
            Supplier<String> tokens,
            String channel,
            Optional<String> since,
            long count,
            PrintWriter out,
            PrintWriter err) {
        this.http = http;
        this.url = url;
        this.tokens = tokens;
        this.channel = channel;
        this.since = since.orElse(null);
        this.left = count;
        this.out = out;
        this.err = err;
    }

    /** What can happen on a connection. */
    private sealed interface Happening {
        record Frame(String text) implements Happening {}

        record Closed(int code, String reason) implements Happening {}
    }

    /** Follows until the count is reached or the gateway says that it will never work. Returns the exit code. */
    int run() throws InterruptedException {
        while (left > 0) {
            Optional<Integer> end = follow();
            if (end.isPresent()) {
                return end.get();
            }
            long pause = asked >= 0
                    ? asked
                    : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(failures++, 10)) + random.nextLong(500);
            asked = -1;
            say("trying again in " + pause + " ms");
            TimeUnit.MILLISECONDS.sleep(pause);
        }
        return 0;
    }

    private Optional<Integer> follow() throws InterruptedException {
        BlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();
        WebSocket socket;
        try {
            socket = http.newWebSocketBuilder()
                    .subprotocols("milepost.v1", "bearer." + tokens.get())
                    .buildAsync(url, new Ear(happenings))
                    .join();
        } catch (CompletionException e) {
            return refused(e.getCause());
        }
        try {
            socket.sendText(subscribe(), true);
            while (left > 0) {
                Happening happening = happenings.take();
                if (happening instanceof Happening.Frame frame) {
                    Optional<Integer> end = take(frame.text());
                    if (end.isPresent()) {
                        return end;
                    }
                    socket.request(1);
                } else if (happening instanceof Happening.Closed closed) {
                    say("the connection ended: " + closed.code() + " " + closed.reason());
                    return closed.code() == UNAUTHENTICATED && !expired ? Optional.of(1) : Optional.empty();
                }
            }
            return Optional.of(0);
        } finally {
            socket.abort();
        }
    }

    private Optional<Integer> refused(@Nullable Throwable cause) {
        if (cause instanceof WebSocketHandshakeException handshake) {
            int status = handshake.getResponse().statusCode();
            say("the gateway at " + url + " answered " + status);
            return status < 500 && status != 429 ? Optional.of(1) : Optional.empty();
        }
        say("no gateway at " + url + (cause == null ? "" : ": " + cause.getMessage())
                + ". Is `./milepost dev` running?");
        return Optional.empty();
    }

    private String subscribe() {
        ObjectNode frame = JSON.createObjectNode().put("type", "subscribe").put("channel", channel);
        if (since != null) {
            frame.put("since", since);
        }
        return frame.toString();
    }

    private Optional<Integer> take(String text) {
        JsonNode frame;
        try {
            frame = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CommandFailedException("the gateway sent something else than JSON");
        }
        if (frame.has("cursor")) {
            since = frame.get("cursor").asText();
        }
        switch (frame.path("type").asText()) {
            case "subscribed" -> {
                failures = 0;
                say("following " + channel);
            }
            case "gap" -> say("gap: " + frame.path("reason").asText());
            case "error" -> {
                expired = "token_expired".equals(frame.path("code").asText());
                say("error: " + frame.path("code").asText() + ": "
                        + frame.path("message").asText());
                return frame.path("channel").isMissingNode() ? Optional.empty() : Optional.of(1);
            }
            case "reconnect" ->
                asked = Math.min(LONGEST_PAUSE_MS, frame.path("afterMs").asLong());
            case "live", "cursor", "pong" -> {
                // Nothing to print.
            }
            default -> print(frame, text);
        }
        return Optional.empty();
    }

    /** As it came, unless that would be more than one line. */
    private void print(JsonNode event, String text) {
        out.println(text.indexOf('\n') < 0 && text.indexOf('\r') < 0 ? text : event.toString());
        out.flush();
        left--;
    }

    private void say(String words) {
        err.println(words);
        err.flush();
    }

    /** Hands on what comes, one frame at a time. */
    private static final class Ear implements WebSocket.Listener {
        private final BlockingQueue<Happening> happenings;
        private final StringBuilder partial = new StringBuilder();

        Ear(BlockingQueue<Happening> happenings) {
            this.happenings = happenings;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                happenings.add(new Happening.Frame(partial.toString()));
                partial.setLength(0);
            } else {
                socket.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            happenings.add(new Happening.Closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable e) {
            happenings.add(new Happening.Closed(1006, String.valueOf(e.getMessage())));
        }
    }
}
