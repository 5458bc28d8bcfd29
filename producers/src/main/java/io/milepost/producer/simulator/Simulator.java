package io.milepost.producer.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.Json;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.Publication;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A domain service for want of one: four teams walk from Canterbury to Rome, log their walks, move their goals, reach towns
 * on the way, and begin again when they have arrived. The same seed makes the same walks.
 */
public final class Simulator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Simulator.class);
    private static final int METRICS_EVERY = 5;

    private final EventPublisher publisher;
    private final Random random;
    private final List<Team> teams;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "milepost-simulator");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private int said;
    private int steps;

    private Simulator(EventPublisher publisher, long seed) {
        this.publisher = publisher;
        this.random = new Random(seed);
        Route route = Route.viaFrancigena();
        // They are under way already, so that a town is never far.
        this.teams = List.of(
                new Team("otters", List.of("Ada", "Ben", "Chioma"), route, 30),
                new Team("herons", List.of("Dana", "Emre"), route, 240),
                new Team("badgers", List.of("Fatima", "Goran", "Hana", "Ivo"), route, 480),
                new Team("swifts", List.of("Jun", "Kofi", "Leila"), route, 700));
    }

    /**
     * Lets them walk until closed.
     *
     * @param publisher is the caller's to close, afterwards
     * @param pause between two walks
     */
    public static Simulator start(EventPublisher publisher, long seed, Duration pause) {
        Simulator started = new Simulator(publisher, seed);
        started.clock.execute(() -> started.teams.forEach(team -> started.publish(team.gather())));
        started.clock.scheduleWithFixedDelay(started::step, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        return started;
    }

    /** A channel on which something happens. */
    public static String busyChannel() {
        return "team-otters";
    }

    private void step() {
        try {
            // The first team walks every other time, so that whoever looks at one team sees it move.
            Team team = steps % 2 == 0 ? teams.get(0) : teams.get(1 + random.nextInt(teams.size() - 1));
            publish(team.walk(random));
            if (++steps % METRICS_EVERY == 0) {
                publish(List.of(metrics()));
            }
        } catch (RuntimeException e) {
            log.warn("the simulator stumbled: {}", e.getMessage());
        }
    }

    private Publication metrics() {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        int done = delivered.get();
        int lost = failed.get();
        data.put("total_events", said);
        data.put("pending_events", said - done - lost);
        data.put("delivered_events", done);
        data.put("failed_events", lost);
        data.put("teams", teams.size());
        data.put("walks", teams.stream().mapToInt(Team::walks).sum());
        data.put("miles", Math.round(teams.stream().mapToDouble(Team::walked).sum()));
        return Publication.of("metrics", "walks", "metrics_update", Json.of(data));
    }

    private void publish(List<Publication> happened) {
        said += happened.size();
        publisher
                .publishAll(happened)
                .forEach(published -> published.whenComplete((done, failure) -> {
                    (failure == null ? delivered : failed).incrementAndGet();
                    if (failure != null) {
                        log.warn("{}", failure.getMessage());
                    }
                }));
    }

    /** They stop. */
    @Override
    public void close() {
        clock.shutdownNow();
    }
}
