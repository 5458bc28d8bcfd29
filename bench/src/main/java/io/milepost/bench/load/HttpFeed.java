package io.milepost.bench.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletionStage;

/** Requests, for a peer that reads no Kafka. */
public final class HttpFeed implements Feed {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;

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
        return client.sendAsync(request, BodyHandlers.discarding());
    }

    @Override
    public void close() {}
}
