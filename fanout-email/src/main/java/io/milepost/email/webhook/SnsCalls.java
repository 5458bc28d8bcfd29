package io.milepost.email.webhook;

import io.milepost.email.http.HttpCalls;
import io.milepost.email.http.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Calls to SNS, for certificates and to confirm subscriptions: few at a time, since strangers can cause them before their
 * messages are found to be forged. Safe for any thread.
 */
final class SnsCalls implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final int MOST_BYTES = 64 << 10;
    private static final int AT_ONCE = 4;

    private final HttpCalls calls;
    private final Semaphore permits = new Semaphore(AT_ONCE);

    SnsCalls(HttpCalls calls) {
        this.calls = calls;
    }

    static SnsCalls open() {
        return new SnsCalls(new HttpCalls("email-sns", PATIENCE, MOST_BYTES));
    }

    /**
     * Gets what stands at an address that {@link SnsAddress} has passed.
     *
     * @return fails with {@link RefusedException} 503, so that SNS tries again
     */
    CompletableFuture<byte[]> get(URI address) {
        if (!permits.tryAcquire()) {
            return CompletableFuture.failedFuture(new RefusedException(503, "SNS is being asked for too much already"));
        }
        return calls.call(HttpRequest.newBuilder(address).GET().build())
                .whenComplete((reply, failure) -> permits.release())
                .thenApply(reply -> {
                    if (reply instanceof Reply.Answered answered && answered.status() == 200) {
                        return answered.body();
                    }
                    throw new RefusedException(503, "SNS did not answer what was asked of it");
                });
    }

    @Override
    public void close() {
        calls.close();
    }
}
