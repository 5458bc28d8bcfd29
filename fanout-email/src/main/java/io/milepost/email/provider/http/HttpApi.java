package io.milepost.email.provider.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.EmailException;
import io.milepost.email.http.HttpCalls;
import io.milepost.email.http.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A provider's HTTP API with JSON both ways. Every call is made once and ends in time. Any thread. */
public final class HttpApi implements AutoCloseable {
    /** How long one call may take. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int MOST_BYTES = 8 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final Failures failures;
    private final HttpCalls calls;

    /**
     * Opens no connection yet.
     *
     * @param provider what its threads are named after
     * @param base where the API is, without a slash at the end
     * @param failures what its answers of failure mean
     * @param patience how long one call may take
     */
    public HttpApi(String provider, URI base, Failures failures, Duration patience) {
        this.base = base;
        this.failures = failures;
        calls = new HttpCalls("email-" + provider, patience, MOST_BYTES);
    }

    /**
     * Posts what makes the provider send. What was not answered, or in words that mean nothing, may have been sent.
     *
     * @param headers further ones, credentials among them
     * @return fails with an {@link EmailException}
     */
    public CompletionStage<Answer> send(String path, JsonNode body, Map<String, String> headers) {
        return call("POST", path, body, headers).thenApply(reply -> {
            if (reply instanceof Reply.Answered answered) {
                return answer(answered);
            }
            if (reply instanceof Reply.NotReached notReached) {
                throw new EmailException.Unavailable("the provider cannot be reached: " + notReached.why(), null);
            }
            throw new EmailException.Unknown("no answer: " + ((Reply.Lost) reply).why(), null);
        });
    }

    /**
     * Asks or changes something that is no message. What was not answered can be asked again.
     *
     * @param method such as {@code GET}
     * @param body or null
     * @return fails with an {@link EmailException}
     */
    public CompletionStage<Answer> ask(
            String method, String path, @Nullable JsonNode body, Map<String, String> headers) {
        return call(method, path, body, headers).thenApply(this::understood);
    }

    /** Deletes something, which is done as well if it is not there. Fails with an {@link EmailException}. */
    public CompletionStage<Void> delete(String path, Map<String, String> headers) {
        return call("DELETE", path, null, headers).thenAccept(reply -> {
            if (!(reply instanceof Reply.Answered answered && answered.status() == 404)) {
                understood(reply);
            }
        });
    }

    private Answer understood(Reply reply) {
        if (reply instanceof Reply.Answered answered) {
            try {
                return answer(answered);
            } catch (EmailException.Unknown e) {
                throw new EmailException.Unavailable(String.valueOf(e.getMessage()), e);
            }
        }
        String why = reply instanceof Reply.Lost lost ? lost.why() : ((Reply.NotReached) reply).why();
        throw new EmailException.Unavailable("no answer: " + why, null);
    }

    private Answer answer(Reply.Answered answered) {
        JsonNode body = read(answered.body());
        if (!answered.ok()) {
            throw failures.of(answered, body);
        }
        return new Answer(answered.headers(), body);
    }

    private CompletionStage<Reply> call(
            String method, String path, @Nullable JsonNode body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(write(body)));
        request.header("Accept", "application/json");
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        return calls.call(request.build());
    }

    /** An object to be filled. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** An array to be filled. */
    public static ArrayNode array() {
        return JSON.createArrayNode();
    }

    private static byte[] write(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    private static JsonNode read(byte[] body) {
        try {
            JsonNode tree = JSON.readTree(body);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    /** Gives up its threads; connections go with them. */
    @Override
    public void close() {
        calls.close();
    }
}
