package io.milepost.email.fanout;

import io.milepost.fanout.Endpoint;
import io.milepost.fanout.Fanout;
import io.milepost.fanout.Health;
import io.milepost.fanout.runtime.FanoutThread;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The email fan-out: a planner, a collector of digests, and two senders, one of them for critical mail alone. What goes from
 * one to the other goes by Kafka.
 */
final class EmailFanout implements Fanout {
    private static final Duration BEGUN = Duration.ofMinutes(1);

    private final EmailParts parts;
    private final FanoutThread thread;

    EmailFanout(String name, EmailParts parts) {
        this.parts = parts;
        this.thread = new FanoutThread(name + "-start", this::begin);
    }

    @Override
    public void start() {
        thread.start();
    }

    /** Topics first, then what is known of recipients: nobody is written to before that is. */
    private void begin() {
        parts.makeTopics();
        thread.state("reading what is known of recipients");
        parts.recipients().ready().thenRun(this::startParts);
    }

    private synchronized void startParts() {
        if (!thread.isClosed()) {
            parts.start();
            thread.state("");
        }
    }

    @Override
    public Health health() {
        String now = thread.state();
        if (!now.isEmpty()) {
            return Health.down(now);
        }
        for (Map.Entry<String, Fanout> part : parts.fanouts().entrySet()) {
            Health health = part.getValue().health();
            if (!health.ok()) {
                return Health.down(part.getKey() + ": " + health.detail());
            }
        }
        return parts.recipients().trouble().map(Health::down).orElseGet(() -> Health.up("planning and sending"));
    }

    @Override
    public List<Endpoint> endpoints() {
        return parts.endpoints();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (!thread.close()) {
                return;
            }
        }
        thread.join(BEGUN);
        parts.close();
    }
}
