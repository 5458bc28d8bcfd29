package io.milepost.email.send;

import io.milepost.email.EmailService;
import io.milepost.email.SendQuota;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the provider lets us send, of which this instance takes its share. Asked for now and then, so what is sent between is
 * counted here, as if all instances sent as much. Any thread.
 */
final class Quota implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Quota.class);

    private final EmailService service;
    private final Pace pace;
    private final double configured;
    private final double reserve;
    private final IntSupplier instances;
    private final AtomicLong sentSince = new AtomicLong();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "milepost-email-quota");
        thread.setDaemon(true);
        return thread;
    });
    private volatile SendQuota quota = SendQuota.UNKNOWN;
    private volatile int shares = 1;

    /**
     * Begins to ask.
     *
     * @param configured calls a second at most for all instances, whatever the provider says; 0 if nothing is
     * @param reserve the part of a day's quota that is kept for critical mail
     * @param instances how many there are; may block
     * @param every how often it asks
     */
    Quota(EmailService service, Pace pace, double configured, double reserve, IntSupplier instances, Duration every) {
        this.service = service;
        this.pace = pace;
        this.configured = configured;
        this.reserve = reserve;
        this.instances = instances;
        pace.limit(configured);
        timer.scheduleWithFixedDelay(this::ask, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** One message to one recipient went out. */
    void sent() {
        sentSince.incrementAndGet();
    }

    /** Whether there is room for another today. */
    boolean hasRoom(boolean critical) {
        SendQuota now = quota;
        if (now.perDay() <= 0) {
            return true;
        }
        double room = critical ? now.perDay() : now.perDay() * (1 - reserve);
        return now.sentToday() + sentSince.get() * shares < room;
    }

    private void ask() {
        try {
            shares = Math.max(1, instances.getAsInt());
            service.getSendQuota().whenComplete((told, failure) -> {
                if (failure == null) {
                    quota = told;
                    sentSince.set(0);
                } else {
                    log.warn("the provider does not tell its quota: {}", failure.toString());
                }
                share();
            });
        } catch (RuntimeException e) {
            log.warn("how much may be sent is not known: {}", e.toString());
            share();
        }
    }

    private void share() {
        double all = quota.perSecond();
        if (configured > 0) {
            all = all > 0 ? Math.min(all, configured) : configured;
        }
        pace.limit(all / shares);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
