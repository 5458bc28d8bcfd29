package io.milepost.pusher;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** A response's body up to a bound; the connection of a longer one is given up. Confined to the response's subscription. */
final class BoundedBody implements BodySubscriber<BoundedBody.Read> {
    private final CompletableFuture<Read> read = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int most;
    private @Nullable Subscription subscription;

    /**
     * What was read.
     *
     * @param bytes the beginning, or all
     * @param whole whether that is all
     */
    record Read(byte[] bytes, boolean whole) {}

    BoundedBody(int most) {
        this.most = most;
    }

    @Override
    public CompletionStage<Read> getBody() {
        return read;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            byte[] taken = new byte[Math.min(part.remaining(), most - bytes.size())];
            part.get(taken);
            bytes.writeBytes(taken);
            if (part.hasRemaining() && subscription != null) {
                subscription.cancel();
                read.complete(new Read(bytes.toByteArray(), false));
                return;
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        read.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        read.complete(new Read(bytes.toByteArray(), true));
    }
}
