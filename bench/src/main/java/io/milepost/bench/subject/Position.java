package io.milepost.bench.subject;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a server over a WebSocket for one thing, and leaves. */
final class Position implements WebSocket.Listener {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String answer;
    private final CompletableFuture<String> found = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    private Position(String answer) {
        this.answer = answer;
    }

    /**
     * Connects, says something, and returns the first message with the answer in it.
     *
     * @param said empty for nothing
     */
    static String ask(InetSocketAddress server, String path, String said, String answer) {
        URI uri = URI.create("ws://%s:%d%s".formatted(server.getAddress().getHostAddress(), server.getPort(), path));
        Position position = new Position(answer);
        WebSocket socket =
                CLIENT.newWebSocketBuilder().buildAsync(uri, position).join();
        if (!said.isEmpty()) {
            socket.sendText(said, true);
        }
        String found = position.found.orTimeout(30, TimeUnit.SECONDS).join();
        socket.abort();
        return found;
    }

    /** The first group of the first place where the pattern is found. */
    static Optional<String> in(String text, Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            if (text.indexOf(answer) >= 0) {
                found.complete(text.toString());
            }
            text.setLength(0);
        }
        socket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable e) {
        found.completeExceptionally(e);
    }
}
