package io.milepost.email.http;

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Calls over HTTP/1.1 that follow no redirects, are made once, and end in bounded time however slowly an answer drips in. The
 * stages never fail, and complete on threads of this class. Safe for any thread.
 */
public final class HttpCalls implements AutoCloseable {
    private static final int THREADS = 4;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ExecutorService threads;
    private final HttpClient client;
    private final Duration most;
    private final int mostBytes;

    /**
     * Opens nothing yet.
     *
     * @param name what its threads are called
     * @param most how long one call may take, from its beginning to the answer's last byte; connecting has half of it
     * @param mostBytes of an answer; a longer one is none
     */
    public HttpCalls(String name, Duration most, int mostBytes) {
        this(name, most, mostBytes, builder -> builder);
    }

    /** The same with something else about the client, such as whom its connections trust. */
    public HttpCalls(String name, Duration most, int mostBytes, UnaryOperator<HttpClient.Builder> special) {
        this.most = most;
        this.mostBytes = mostBytes;
        threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, name + "-" + COUNT.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        client = special.apply(HttpClient.newBuilder())
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(most.dividedBy(2))
                .executor(threads)
                .build();
    }

    /** Makes a call. Afterwards, or when its time is over, its connection carries nothing more of it. */
    public CompletableFuture<Reply> call(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(request, head -> new BoundedBody(mostBytes));
        CompletableFuture<Reply> reply = sent.handle(HttpCalls::reply);
        return reply.completeOnTimeout(
                        new Reply.Lost("no answer within " + most.toMillis() + " ms"),
                        most.toMillis(),
                        TimeUnit.MILLISECONDS)
                .thenApplyAsync(
                        answer -> {
                            // Closes the connection of a call that took too long; nothing, of one that has ended.
                            sent.cancel(true);
                            return answer;
                        },
                        threads)
                .exceptionally(failure -> new Reply.Lost("closed meanwhile"));
    }

    private static Reply reply(@Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
        if (response != null) {
            return new Reply.Answered(response.statusCode(), response.headers(), response.body());
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        boolean before = cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException
                || cause instanceof SSLPeerUnverifiedException;
        return before ? new Reply.NotReached(kinds(cause)) : new Reply.Lost(kinds(cause));
    }

    /** Exceptions by their kinds alone: their messages may hold addresses, or what the server said. */
    private static String kinds(@Nullable Throwable failure) {
        if (failure == null) {
            return "no answer";
        }
        Throwable cause = failure.getCause();
        String kind = failure.getClass().getSimpleName();
        return cause == null || cause.getClass() == failure.getClass()
                ? kind
                : kind + ", for " + cause.getClass().getSimpleName();
    }

    /** Gives up its threads once the calls under way have ended; connections go with them. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
