package io.milepost.launcher;

import io.milepost.fanout.Endpoint;
import io.milepost.fanout.Fanout;
import io.milepost.gateway.http.Guests;
import io.milepost.gateway.http.Routes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A port for what a fan-out that runs alone answers over HTTP. */
final class FanoutHttp implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 1_000;
    private static final int IDLE_SECONDS = 30;
    /** Whoever sends a header letter by letter is not idle, but does not stay. */
    private static final long STAY_MS = TimeUnit.MINUTES.toMillis(5);

    private static final Guests.Bounds BOUNDS = new Guests.Bounds(
            Guests.Bounds.USUAL.requests(),
            Endpoint.Request.MOST_BYTES,
            Guests.Bounds.USUAL.sending(),
            Guests.Bounds.USUAL.answering());

    private final Vertx vertx;
    private final HttpServer server;

    private FanoutHttp(Vertx vertx, HttpServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    /**
     * Starts to listen.
     *
     * @param port 0 takes a free one
     * @throws CommandFailedException if it cannot
     */
    static FanoutHttp start(String host, int port, String name, Fanout fanout) {
        Guests guests = new Guests(BOUNDS);
        Endpoints.mount(name, fanout, guests::add);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Router router = Routes.base(vertx);
        guests.route(router);
        AtomicInteger connections = new AtomicInteger();
        try {
            HttpServer server = join(vertx.createHttpServer(new HttpServerOptions()
                            .setHost(host)
                            .setPort(port)
                            .setHttp2ClearTextEnabled(false)
                            .setIdleTimeout(IDLE_SECONDS))
                    .connectionHandler(connection -> admit(vertx, connections, connection))
                    .requestHandler(router)
                    .listen());
            return new FanoutHttp(vertx, server);
        } catch (CompletionException e) {
            join(vertx.close());
            throw new CommandFailedException("cannot listen on " + host + ":" + port + " (--http-port): "
                    + (e.getCause() == null ? e : e.getCause()).getMessage());
        }
    }

    private static void admit(Vertx vertx, AtomicInteger connections, HttpConnection connection) {
        boolean tooMany = connections.incrementAndGet() > MOST_CONNECTIONS;
        long timer = vertx.setTimer(STAY_MS, now -> connection.shutdown(IDLE_SECONDS, TimeUnit.SECONDS));
        connection.closeHandler(closed -> {
            connections.decrementAndGet();
            vertx.cancelTimer(timer);
        });
        if (tooMany) {
            connection.close();
        }
    }

    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        join(vertx.close());
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
