package io.milepost.email.provider.postmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.milepost.email.BulkResult;
import io.milepost.email.EmailException;
import io.milepost.email.provider.http.Answer;
import io.milepost.email.provider.http.HttpApi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Several messages in as few calls as Postmark takes them, one call after the other. Confined to one call at a time: what
 * completes it goes on.
 */
final class PostmarkBatch {
    private static final int MOST_MESSAGES = 500;
    /** Postmark takes 50 MB. */
    private static final long MOST_BYTES = 40L << 20;

    private final HttpApi api;
    private final Map<String, String> headers;
    private final BulkResult[] results;
    private final List<Call> calls = new ArrayList<>();

    /** The messages of one call, and which of all they are. */
    private record Call(ArrayNode messages, List<Integer> indexes) {}

    private long bytes;

    PostmarkBatch(HttpApi api, Map<String, String> headers, int messages) {
        this.api = api;
        this.headers = headers;
        results = new BulkResult[messages];
    }

    /** Notes a message that Postmark is not to see. */
    void failed(int index, EmailException failure) {
        results[index] = new BulkResult.Failed(failure);
    }

    /** Adds a message, to the last call or to a new one. */
    void add(int index, JsonNode message) {
        long size = message.toString().length() * 3L;
        if (calls.isEmpty() || last().indexes().size() >= MOST_MESSAGES || bytes + size > MOST_BYTES) {
            calls.add(new Call(HttpApi.array(), new ArrayList<>()));
            bytes = 0;
        }
        bytes += size;
        last().messages().add(message);
        last().indexes().add(index);
    }

    private Call last() {
        return calls.get(calls.size() - 1);
    }

    /** Completes with one result for each message. */
    CompletionStage<List<BulkResult>> send() {
        CompletionStage<Void> done = CompletableFuture.completedFuture(null);
        for (Call call : calls) {
            done = done.thenCompose(before -> api.send("/email/batch", call.messages(), headers)
                    .handle((answer, failure) -> note(call, answer, failure)));
        }
        return done.thenApply(nothing -> Arrays.asList(results));
    }

    /** All messages have failed for the same reason. */
    List<BulkResult> all(EmailException failure) {
        Arrays.fill(results, new BulkResult.Failed(failure));
        return Arrays.asList(results);
    }

    private @Nullable Void note(Call call, @Nullable Answer answer, @Nullable Throwable failure) {
        for (int i = 0; i < call.indexes().size(); i++) {
            results[call.indexes().get(i)] = answer == null
                    ? failed(failure)
                    : result(answer, i, call.indexes().size());
        }
        return null;
    }

    private static BulkResult result(Answer answer, int index, int count) {
        if (!answer.body().isArray() || answer.body().size() != count) {
            return failed(null);
        }
        try {
            return new BulkResult.Sent(PostmarkEmailService.sent(answer.body().path(index)));
        } catch (EmailException e) {
            return new BulkResult.Failed(e);
        }
    }

    private static BulkResult failed(@Nullable Throwable failure) {
        Throwable bare = failure instanceof CompletionException ? failure.getCause() : failure;
        return new BulkResult.Failed(
                bare instanceof EmailException known
                        ? known
                        : new EmailException.Unknown("an answer was not understood", bare));
    }
}
