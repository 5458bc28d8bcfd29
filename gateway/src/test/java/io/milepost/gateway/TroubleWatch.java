package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.milepost.gateway.TroubleTable.Row;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Looks whether a node tells of its troubles as the table says. */
public final class TroubleWatch implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.milepost");
    /** Not heard in tests otherwise, which have such troubles by the thousand. */
    private final List<Logger> hushed = Stream.of("Undeliverables", "Mentions")
            .map(name -> (Logger) LoggerFactory.getLogger("io.milepost.gateway.shard." + name))
            .toList();

    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
    private final String http;

    /** Watches from now on. The address is one without a path. */
    public TroubleWatch(String http) {
        this.http = http;
        appender.list = lines;
        appender.start();
        logger.addAppender(appender);
        hushed.forEach(one -> one.setLevel(Level.INFO));
    }

    /** What makes the trouble. */
    @FunctionalInterface
    public interface Provocation {
        void happen() throws Exception;
    }

    /** Has it happen, and waits until metric, readiness and log tell of it, all of them while it lasts. */
    public void sees(Row row, Provocation provocation) throws Exception {
        sees(List.of(row), provocation);
    }

    /** The same of what comes together. */
    public void sees(List<Row> rows, Provocation provocation) throws Exception {
        Scrape before = Scrape.of(http);
        // What has been said within the last minute may not be said again.
        long quiet = System.currentTimeMillis() - QUIET.toMillis();
        lines.removeIf(line -> line.getTimeStamp() < quiet);
        provocation.happen();
        rows.forEach(row -> awaitTold(row, before.sum(row.series())));
    }

    private void awaitTold(Row row, double before) {
        await(row.trouble())
                .atMost(LONG)
                .until(() -> row.isTold(before, Scrape.of(http).sum(row.series())));
        await(row.trouble())
                .atMost(LONG)
                .untilAsserted(() -> assertThat(lines)
                        .extracting(ILoggingEvent::getFormattedMessage)
                        .anyMatch(line -> line.contains(row.line())));
        await(row.trouble())
                .atMost(LONG)
                .untilAsserted(() -> assertThat(readyz())
                        .contains("\"status\":\"" + row.status() + "\"")
                        .matches(said ->
                                said.contains("\"reason\":") == row.status().equals("waiting")));
    }

    /** Waits until the node is ready. */
    public void awaitReady() {
        await("ready again").atMost(LONG).until(() -> readyz().contains("\"ready\""));
    }

    private String readyz() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(http + "/readyz")).build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        hushed.forEach(one -> one.setLevel(Level.ERROR));
    }
}
