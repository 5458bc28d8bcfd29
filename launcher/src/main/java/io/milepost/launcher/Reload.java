package io.milepost.launcher;

import io.milepost.launcher.config.ConfigWatch;
import io.milepost.launcher.config.NodeConfig;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
    static Reload start(ConfigWatch watch, Consumer<NodeConfig> changed) {
        Reload started = new Reload();
        long every = watch.every().toMillis();
        if (every > 0) {
            started.clock.scheduleWithFixedDelay(() -> look(watch, changed), every, every, TimeUnit.MILLISECONDS);
        }
        return started;
    }

    private static void look(ConfigWatch watch, Consumer<NodeConfig> changed) {
        try {
            watch.look().ifPresent(changed);
        } catch (RuntimeException e) {
            log.error("the configuration could not be looked at", e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
