package io.milepost.fanout.runtime;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import io.milepost.fanout.Failure;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether anything may go out now: not while the breaker is open, the far side has asked to be left alone, or as much has
 * gone as is allowed. Confined to the driver, but for what it says of itself.
 */
final class Valve {
    private static final Logger log = LoggerFactory.getLogger(Valve.class);
    private static final Duration HALTED = Duration.ofSeconds(15);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long BURST = TimeUnit.MILLISECONDS.toNanos(100);

    private final String name;
    private final CircuitBreaker breaker;
    private final Duration halted;
    private final long nanosForEach;
    private long pausedUntil = System.nanoTime();
    private long paidUntil = System.nanoTime();
    private @Nullable Failure last;
    private volatile @Nullable Trouble trouble;

    /**
     * Why nothing goes out, or the last call failed.
     *
     * @param halted whether a person has to do something
     */
    record Trouble(Failure why, boolean halted) {}

    Valve(String name, SinkConfig config) {
        this.name = name;
        Duration most = config.retrying().closed();
        Duration least = most.compareTo(Duration.ofSeconds(1)) < 0 ? most : Duration.ofSeconds(1);
        halted = most.compareTo(HALTED) < 0 ? most : HALTED;
        breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(config.retrying().breaker())
                        .minimumNumberOfCalls(config.retrying().breaker())
                        .failureRateThreshold(50)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitIntervalFunctionInOpenState(
                                IntervalFunction.ofExponentialRandomBackoff(least, 1.5, 0.3, most))
                        .build());
        nanosForEach = config.sending().perSecond() == 0
                ? 0
                : Math.max(1, TimeUnit.SECONDS.toNanos(1) / config.sending().perSecond());
    }

    /** Asks whether a call may go out. Who hears yes tells what became of it, or gives it back. */
    boolean opens(long now) {
        return now - pausedUntil >= 0 && now - paidUntil >= 0 && breaker.tryAcquirePermission();
    }

    /** The call did not go out, or says nothing about the far side. */
    void giveBack() {
        breaker.releasePermission();
    }

    /** So many events went out. */
    void charge(int events, long now) {
        paidUntil = Math.max(paidUntil, now - BURST) + events * nanosForEach;
    }

    /** The far side took, or judged, what it was given. */
    void worked(long nanos) {
        boolean wasTripped = isTripped();
        Failure why = last;
        breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        if (!isTripped()) {
            if (wasTripped) {
                log.info("{}: events go out again", name);
            }
            trouble = null;
        } else if (!wasTripped && why != null) {
            // With this one there are enough calls to judge by, and half of them have failed.
            trouble = new Trouble(why, false);
            sayTripped(why);
        }
    }

    /** Nothing waits: there is no call to see by whether the far side takes events again. */
    void rest() {
        if (breaker.getState() == State.HALF_OPEN && !isHalted()) {
            breaker.transitionToClosedState();
            trouble = null;
        }
    }

    /**
     * The far side took nothing.
     *
     * @param counts whether that says more than that the same event failed again
     */
    void failed(Failure why, Duration pause, boolean counts, long now) {
        boolean wasTripped = isTripped();
        last = why;
        trouble = new Trouble(why, isHalted());
        if (!pause.isZero()) {
            Duration bounded = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
            pausedUntil = Math.max(pausedUntil, now + bounded.toNanos());
        }
        if (counts || breaker.getState() == State.HALF_OPEN) {
            breaker.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException(why.code()));
        } else {
            breaker.releasePermission();
        }
        if (!wasTripped && isTripped()) {
            sayTripped(why);
        }
    }

    private void sayTripped(Failure why) {
        log.warn("{}: nothing goes out for now, since the far side does not take events: {}", name, why);
    }

    /** The far side will take nothing until a person has done something: tries now and then. */
    void halt(Failure why) {
        trouble = new Trouble(why, true);
        breaker.transitionToOpenStateFor(halted);
    }

    /** How long nothing goes out for certain; zero if something may. */
    long shutFor(long now) {
        long shut = Math.max(Math.max(pausedUntil, paidUntil) - now, 0);
        return breaker.getState() == State.CLOSED ? shut : Math.max(shut, LOOK_AGAIN);
    }

    /** Whether nothing goes out, so that reading ahead is of no use. */
    boolean isShut(long now) {
        // The breaker sees that its time has come only when it is asked.
        if (breaker.getState() == State.OPEN && breaker.tryAcquirePermission()) {
            breaker.releasePermission();
        }
        return now - pausedUntil < 0 || breaker.getState() == State.OPEN;
    }

    /** Whether the breaker lets out nothing, or one call to see. Any thread. */
    boolean isTripped() {
        return breaker.getState() != State.CLOSED;
    }

    /** Whether a person has to do something. Any thread. */
    boolean isHalted() {
        Trouble now = trouble;
        return now != null && now.halted();
    }

    /** What is wrong, as long as something is or the last call failed. Any thread. */
    @Nullable
    Trouble trouble() {
        return trouble;
    }
}
