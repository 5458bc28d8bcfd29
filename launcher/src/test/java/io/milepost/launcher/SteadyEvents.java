package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.event.Json;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.Publication;
import io.milepost.producer.Published;
import io.milepost.producer.PublisherConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A service that says numbered events to some teams in turn, as {@link SpineClient} counts them, until it is told to stop. */
final class SteadyEvents implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(90);

    private final EventPublisher service;
    private final String teams;
    private final int count;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<CompletableFuture<Published>> written = new ArrayList<>();

    /**
     * Says nothing yet.
     *
     * @param teams what their keys begin with
     * @param count how many there are
     */
    SteadyEvents(Settings settings, String teams, int count) {
        this.service = new EventPublisher(new PublisherConfig(
                "/service",
                NodeConfig.read(settings, true).streams(),
                NodeConfig.kafka(settings),
                Duration.ofSeconds(30)));
        this.teams = teams;
        this.count = count;
    }

    /** Says one every so many milliseconds. */
    void begin(long everyMs) {
        clock.scheduleWithFixedDelay(this::say, 0, everyMs, TimeUnit.MILLISECONDS);
    }

    /** The channel of a team; their numbers go round. */
    String channel(int team) {
        return "team-" + teams + team % count;
    }

    private void say() {
        int n = written.size();
        written.add(service.publish(Publication.of(
                "activity",
                teams + n % count,
                "walked",
                Json.of("{\"stream\":\"activity\",\"n\":" + n / count + "}"))));
    }

    /** Stops, and returns when everybody has had everything that was said to their teams, once and in order. */
    void finish(List<SpineClient> clients) throws Exception {
        clock.shutdown();
        assertThat(clock.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        CompletableFuture.allOf(written.toArray(CompletableFuture<?>[]::new)).get(LONG.toSeconds(), TimeUnit.SECONDS);
        await().atMost(LONG).untilAsserted(() -> {
            for (SpineClient client : clients) {
                String channel = client.channels().get(0);
                int team = Integer.parseInt(channel.substring(("team-" + teams).length()));
                assertThat(client.count(channel, "activity")).isEqualTo((written.size() - team + count - 1) / count);
            }
        });
        assertThat(clients).flatExtracting(SpineClient::faults).isEmpty();
    }

    /** How many were said. */
    int said() {
        return written.size();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        service.close();
    }
}
