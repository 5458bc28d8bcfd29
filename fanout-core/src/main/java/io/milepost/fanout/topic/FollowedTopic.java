package io.milepost.fanout.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * A topic of one partition that is made if it is missing, and followed whatever becomes of it. A thread of its own asks Kafka
 * now and then which topic of the name there is, another one reads it.
 */
public final class FollowedTopic implements AutoCloseable {
    private static final int POLL_RECORDS = 500;
    private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(5);
    private static final int PATIENCE_MS = 10_000;

    private final MadeTopic topic;
    private final Admin admin;
    private final TopicFollower follower;
    private final Stumble stumble;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Begins to look for it.
     *
     * @param kafka settings for a Kafka client
     * @param what what is read, for the names of threads and for log lines
     */
    public FollowedTopic(Map<String, Object> kafka, MadeTopic topic, String what, TopicFollower.Reader reader) {
        if (topic.partitions() != 1) {
            throw new IllegalArgumentException(topic.name() + " has more than one partition");
        }
        this.topic = topic;
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "milepost-" + what + "-watch");
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        admin = Admin.create(settings);
        follower = new TopicFollower(kafka, POLL_RECORDS, topic.name(), what, reader);
        stumble = new Stumble("the watch of " + topic.name());
        thread = new Thread(this::run, "milepost-" + what + "-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Completes when everything has been read that was there at the start. */
    public CompletionStage<Void> ready() {
        return follower.ready().minimalCompletionStage();
    }

    /** Whether {@link #ready} has completed. */
    public boolean isReady() {
        return follower.ready().isDone();
    }

    /** As {@link TopicFollower#reached}. */
    public CompletionStage<Void> reached(long offset) {
        return follower.reached(offset);
    }

    /** What is wrong, if something is: the name of an exception. Known after ten seconds or so. Any thread. */
    public @Nullable String trouble() {
        String watch = stumble.trouble();
        return watch == null ? follower.trouble() : watch;
    }

    private void run() {
        while (!closed) {
            try {
                topic.make(admin);
                topic.id(admin).ifPresent(follower::follow);
                stumble.recovered();
            } catch (InterruptException e) {
                return;
            } catch (RuntimeException e) {
                if (!closed) {
                    stumble.over(e);
                    continue;
                }
            }
            if (!closed) {
                LockSupport.parkNanos(this, LOOK_EVERY);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        // Whoever waits for an answer of Kafka's is told that there will be none.
        admin.close(Duration.ZERO);
        follower.close();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
