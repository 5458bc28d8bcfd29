package io.milepost.bench.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** Requests, for a peer that reads no Kafka. */
public final class HttpFeed implements Feed {
    private static final int UNDER_WAY = 64;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;
    private final Semaphore underWay = new Semaphore(UNDER_WAY);
    private final LongAdder failed = new LongAdder();

    /**
     * A feed.
     *
     * @param address to which the key is added
     */
    public HttpFeed(String address) {
        this.address = address;
    }

    @Override
    public CompletionStage<?> publish(String key, String data) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + key))
                .POST(BodyPublishers.ofString(data))
                .build();
        underWay.acquireUninterruptibly();
        return client.sendAsync(request, BodyHandlers.discarding()).whenComplete((response, failure) -> {
            underWay.release();
            if (failure != null || response.statusCode() >= 300) {
                failed.increment();
            }
        });
    }

    @Override
    public void close() {
        if (failed.sum() > 0) {
            throw new IllegalStateException(failed.sum() + " events were not taken");
        }
    }
}
