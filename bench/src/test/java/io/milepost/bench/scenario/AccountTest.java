package io.milepost.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long it is waited for what is on its way. */
class AccountTest {
    private static final long NEVER = TimeUnit.MINUTES.toNanos(1);
    /** Longer than a busy machine keeps one waiting who delivers. */
    private static final long NO_PAUSE = TimeUnit.SECONDS.toNanos(3);

    private static final long SOON = TimeUnit.MILLISECONDS.toNanos(300);

    private final ScheduledExecutorService delivery = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong deliveries = new AtomicLong(1_000);

    @AfterEach
    void stop() {
        delivery.shutdownNow();
    }

    @Test
    void theWaitEndsWhenAllHasCome() {
        deliverUpTo(1_050);
        Account account = Account.settle(deliveries::get, 1_000, 50, new Account.Patience(NEVER, NEVER));
        assertThat(account).isEqualTo(new Account(50, 50, false)).hasToString("all came");
        assertThat(account.isExact()).isTrue();
    }

    @Test
    void theWaitEndsWhenNoMoreComes() {
        deliverUpTo(1_049);
        Account account = Account.settle(deliveries::get, 1_000, 50, new Account.Patience(NO_PAUSE, NEVER));
        assertThat(account).isEqualTo(new Account(50, 49, false)).hasToString("49 of 50 came");
        assertThat(account.isExact()).isFalse();
    }

    @Test
    void theWaitEndsWhenItHasBeenLongEnough() {
        deliverUpTo(Long.MAX_VALUE);
        Account account = Account.settle(deliveries::get, 1_000, Long.MAX_VALUE, new Account.Patience(NEVER, SOON));
        assertThat(account.isMoving()).isTrue();
        assertThat(account.isExact()).isFalse();
    }

    @Test
    void moreThanThereWasIsNotExact() {
        Account account = Account.settle(deliveries::get, 900, 50, new Account.Patience(NEVER, NEVER));
        assertThat(account).isEqualTo(new Account(50, 100, false));
        assertThat(account.isExact()).isFalse();
    }

    private void deliverUpTo(long last) {
        delivery.scheduleAtFixedRate(
                () -> deliveries.updateAndGet(now -> Math.min(now + 1, last)), 1, 1, TimeUnit.MILLISECONDS);
    }
}
