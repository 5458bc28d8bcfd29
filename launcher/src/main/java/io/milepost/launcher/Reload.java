package io.milepost.launcher;

import io.milepost.launcher.config.ConfigWatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that looks whether the configuration has changed. */
final class Reload implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reload.class);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "milepost-reload");
        thread.setDaemon(true);
        return thread;
    });

    private Reload() {}

    /** Begins to look. */
    static Reload start(ConfigWatch watch, Node node) {
        Reload started = new Reload();
        long every = watch.every().toMillis();
        if (every > 0) {
            started.clock.scheduleWithFixedDelay(() -> look(watch, node), every, every, TimeUnit.MILLISECONDS);
        }
        return started;
    }

    private static void look(ConfigWatch watch, Node node) {
        try {
            watch.look().ifPresent(node::change);
            node.faulty(watch.faults());
        } catch (RuntimeException e) {
            log.error("the configuration could not be looked at", e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
