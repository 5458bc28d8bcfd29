package io.milepost.email.send;

import io.milepost.email.EmailService;
import io.milepost.email.SendQuota;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "milepost-email-quota");
        thread.setDaemon(true);
        return thread;
    });
    private SendQuota quota = SendQuota.UNKNOWN;
    private int shares = 1;
    private long sentSince;
    private long underWay;

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

    /**
     * Takes room for one message to one recipient. Whoever has it says with {@link #ended} what came of it.
     *
     * @return whether there is room today
     */
    synchronized boolean take(boolean critical) {
        double room = critical ? quota.perDay() : quota.perDay() * (1 - reserve);
        if (quota.perDay() > 0 && quota.sentToday() + (sentSince + underWay) * shares >= room) {
            return false;
        }
        underWay++;
        return true;
    }

    /** A message for which there was room went out, or perhaps it did; or it did not. */
    synchronized void ended(boolean mayBeSent) {
        underWay--;
        if (mayBeSent) {
            sentSince++;
        }
    }

    private void ask() {
        try {
            int there = Math.max(1, instances.getAsInt());
            long counted = counted(there);
            service.getSendQuota().whenComplete((told, failure) -> {
                if (failure == null) {
                    tell(told, counted);
                } else {
                    log.warn("the provider does not tell its quota: {}", failure.toString());
                }
                share();
            });
        } catch (RuntimeException e) {
            if (!timer.isShutdown()) {
                log.warn("how much may be sent is not known: {}", e.toString());
                share();
            }
        }
    }

    private synchronized long counted(int there) {
        shares = there;
        return sentSince;
    }

    /** What was sent while it was asked may be in the answer or not, and is counted here still. */
    private synchronized void tell(SendQuota told, long counted) {
        quota = told;
        sentSince -= counted;
    }

    private synchronized void share() {
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
