package io.milepost.pusher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.pusher.rest.PusherAbstract;
import com.pusher.rest.SignatureUtil;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Pusher's HTTP API for one app: each call is signed when it is made, sent once, and answered in bounded time. The stages
 * never fail, and complete on this class's own threads. Safe for any thread.
 *
 * <p>Pusher's library gives the signatures. Its own ways of sending are not used: one lets two calls go at a time, the other
 * tries again unasked.
 */
final class PusherApi extends PusherAbstract<CompletableFuture<Answer>> implements AutoCloseable {
    private static final int MAX_BODY = 1 << 20;
    private static final int THREADS = 4;
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PusherAccount account;
    private final ExecutorService threads;
    private final HttpClient client;

    PusherApi(PusherAccount account) {
        super(account.appId(), account.key(), account.secret());
        this.account = account;
        setHost(account.host());
        setEncrypted(account.scheme().equals("https"));
        threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "pusher-" + COUNT.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(account.connectTimeout())
                .executor(threads)
                .build();
    }

    /**
     * Sends messages in one call: one to all its channels, or several that together have {@link Message#MAX_ENTRIES} at
     * most. Pusher takes all or none.
     */
    CompletableFuture<Answer> send(List<Message> messages) {
        return messages.size() == 1
                ? post("/events", write(event(messages.get(0))))
                : post("/batch_events", write(batch(messages)));
    }

    /** What lets a connection into a channel: {@code key:signature}, and who it is, if the channel wants to know. */
    String authorise(String socketId, String channel, Optional<String> channelData) {
        String signed =
                socketId + ':' + channel + channelData.map(data -> ':' + data).orElse("");
        return key + ':' + SignatureUtil.sign(signed, secret);
    }

    @Override
    protected CompletableFuture<Answer> doGet(URI uri) {
        return exchange(HttpRequest.newBuilder(uri).GET(), "GET " + uri.getPath());
    }

    @Override
    protected CompletableFuture<Answer> doPost(URI uri, String body) {
        return exchange(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)),
                "POST " + uri.getPath());
    }

    private CompletableFuture<Answer> exchange(HttpRequest.Builder request, String call) {
        CompletableFuture<HttpResponse<BoundedBody.Read>> sent =
                client.sendAsync(request.build(), head -> new BoundedBody(MAX_BODY));
        return sent.handle((response, failure) -> answer(call, response, failure))
                .completeOnTimeout(Loss.late(call), account.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .thenApplyAsync(
                        answer -> {
                            // The connection of a call that took too long is closed; of one that has ended, nothing
                            // changes.
                            sent.cancel(true);
                            return answer;
                        },
                        threads)
                .exceptionally(failure -> Loss.of(call, failure));
    }

    private static Answer answer(
            String call, @Nullable HttpResponse<BoundedBody.Read> response, @Nullable Throwable failure) {
        return response == null
                ? Loss.of(call, failure)
                : new Answer.Replied(call, response.statusCode(), RetryAfter.of(response.headers()), response.body());
    }

    private static ObjectNode event(Message message) {
        ObjectNode event = JSON.createObjectNode();
        message.channels().forEach(event.putArray("channels")::add);
        return fill(event, message);
    }

    private static ObjectNode batch(List<Message> messages) {
        ObjectNode batch = JSON.createObjectNode();
        ArrayNode events = batch.putArray("batch");
        for (Message message : messages) {
            for (String channel : message.channels()) {
                fill(events.addObject().put("channel", channel), message);
            }
        }
        return batch;
    }

    private static ObjectNode fill(ObjectNode event, Message message) {
        if (message.exceptSocketId() != null) {
            event.put("socket_id", message.exceptSocketId());
        }
        return event.put("name", message.event()).put("data", message.data());
    }

    private static String write(ObjectNode body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    /** Gives up its threads; the connections go with them. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
