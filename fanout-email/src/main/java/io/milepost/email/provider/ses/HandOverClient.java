package io.milepost.email.provider.ses;

import io.milepost.email.provider.SendWindow;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * An HTTP client that tells when a request has been handed over: when the last piece of its body is asked for. Before that
 * SES cannot have the message, whatever goes wrong. What it fails with before that is {@link NotHandedOver}.
 *
 * <p>It also keeps the window: the body of a call that took too long to connect, or to write, never becomes whole. Any thread;
 * a call's window belongs to its thread.
 */
final class HandOverClient implements SdkHttpClient {
    private static final ThreadLocal<@Nullable SendWindow> WINDOW = new ThreadLocal<>();

    private final SdkHttpClient client;

    HandOverClient(SdkHttpClient client) {
        this.client = client;
    }

    /** A request that broke before its body was out. */
    static final class NotHandedOver extends IOException {
        private static final long serialVersionUID = 1;

        NotHandedOver(Throwable cause) {
            super("the request was not handed over", cause);
        }
    }

    /** Does a call whose requests keep this window. */
    static <T> T within(SendWindow sending, Supplier<T> call) {
        WINDOW.set(sending);
        try {
            return call.get();
        } finally {
            WINDOW.remove();
        }
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        SendWindow sending = WINDOW.get();
        if (sending == null) {
            return client.prepareRequest(request);
        }
        HttpExecuteRequest.Builder watched = HttpExecuteRequest.builder().request(request.httpRequest());
        request.metricCollector().ifPresent(watched::metricCollector);
        request.contentStreamProvider()
                .ifPresent(content -> watched.contentStreamProvider(new Content(content, sending)));
        return new Request(client.prepareRequest(watched.build()), sending);
    }

    private record Request(ExecutableHttpRequest request, SendWindow sending) implements ExecutableHttpRequest {
        @Override
        public HttpExecuteResponse call() throws IOException {
            try {
                return request.call();
            } catch (IOException | RuntimeException e) {
                // Nobody else closes a connection whose body broke off.
                request.abort();
                if (!sending.isHandedOver()) {
                    throw new NotHandedOver(e);
                }
                throw e;
            }
        }

        @Override
        public void abort() {
            request.abort();
        }
    }

    private record Content(ContentStreamProvider content, SendWindow sending) implements ContentStreamProvider {
        @Override
        public InputStream newStream() {
            try (InputStream stream = content.newStream()) {
                return new Watched(stream.readAllBytes(), sending);
            } catch (IOException e) {
                throw new IllegalStateException("the body is in memory", e);
            }
        }
    }

    /** A body in memory, so that its last piece is known as the last. */
    private static final class Watched extends FilterInputStream {
        private final SendWindow sending;

        Watched(byte[] body, SendWindow sending) {
            super(new ByteArrayInputStream(body));
            this.sending = sending;
        }

        @Override
        public int read() throws IOException {
            ask(1);
            return super.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            ask(length);
            return super.read(target, offset, length);
        }

        private void ask(int length) throws IOException {
            int left = in.available();
            if (left > length) {
                sending.check();
            } else if (left > 0) {
                sending.handOver();
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String clientName() {
        return client.clientName();
    }
}
