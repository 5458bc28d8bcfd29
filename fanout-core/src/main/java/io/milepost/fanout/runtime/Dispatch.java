package io.milepost.fanout.runtime;

import io.github.resilience4j.core.IntervalFunction;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what waits in the lanes, and deals with what becomes of it: one call at most for each lane, so many calls at once,
 * a lane whose event failed stands back. Confined to the driver.
 */
final class Dispatch {
    private static final Logger log = LoggerFactory.getLogger(Dispatch.class);

    private final String name;
    private final SinkConfig config;
    private final Sink sink;
    private final Valve valve;
    private final Aside aside;
    private final Mailbox mailbox;
    private final FanoutMeters meters;
    private final Steps steps;
    private final CallSpans spans;
    private final IntervalFunction backoff;
    private final long maxAge;

    private final Deque<Lane> ready = new ArrayDeque<>();
    private final PriorityQueue<Lane> waiting = new PriorityQueue<>();

    /** In the order in which they began, and so in that of their time-outs. */
    private final Set<Call> calls = new LinkedHashSet<>();

    private long delivered;

    Dispatch(
            String name,
            SinkConfig config,
            Sink sink,
            Valve valve,
            Aside aside,
            Mailbox mailbox,
            FanoutMeters meters,
            Steps steps,
            CallSpans spans) {
        this.name = name;
        this.config = config;
        this.sink = sink;
        this.valve = valve;
        this.aside = aside;
        this.mailbox = mailbox;
        this.meters = meters;
        this.steps = steps;
        this.spans = spans;
        Duration first = config.retrying().first();
        Duration most = config.retrying().most();
        backoff = IntervalFunction.ofExponentialRandomBackoff(first, 2, 0.4, most.compareTo(first) < 0 ? first : most);
        maxAge = config.retrying().maxAge().toMillis();
    }

    /** How many events the sink has taken. */
    long delivered() {
        return delivered;
    }

    /** Takes an event into its lane. */
    void add(Progress progress, String key, Item item) {
        Lane lane = progress.lane(key);
        lane.items.add(item);
        enqueue(lane);
    }

    /** Ends what takes too long, and sends what may go. */
    void run(long now) {
        timeOut(now);
        while (!waiting.isEmpty() && now - waiting.element().retryAt >= 0) {
            Lane lane = waiting.remove();
            lane.queued = false;
            enqueue(lane);
        }
        while (!ready.isEmpty() && calls.size() < config.sending().inFlight() && valve.opens(now)) {
            Call call = gather(now);
            if (call.items.isEmpty()) {
                valve.giveBack();
            } else {
                send(call, now);
            }
        }
    }

    private void enqueue(Lane lane) {
        if (lane.isReady()) {
            lane.queued = true;
            ready.add(lane);
        }
    }

    /** As many events as a call may have, of as many lanes as needed; those that are too old are put aside. */
    private Call gather(long now) {
        Call call = new Call(now);
        long tooOld = System.currentTimeMillis() - maxAge;
        while (call.items.size() < config.sending().batch() && !ready.isEmpty()) {
            Lane lane = ready.remove();
            lane.queued = false;
            if (lane.progress.isLeaving()) {
                continue;
            }
            expire(lane, tooOld);
            for (Item item : lane.items) {
                if (call.items.size() == config.sending().batch() || item.recorded < tooOld) {
                    break;
                }
                call.add(lane, item);
            }
            if (lane.items.isEmpty()) {
                lane.progress.drop(lane);
            }
        }
        return call;
    }

    private void expire(Lane lane, long tooOld) {
        while (!lane.items.isEmpty() && lane.items.element().recorded < tooOld) {
            Item item = lane.items.remove();
            aside.put(
                    lane.progress,
                    item,
                    Failure.of("expired", "older than " + config.retrying().maxAge() + " before it was delivered"));
        }
    }

    private void send(Call call, long now) {
        calls.add(call);
        valve.charge(call.items.size(), now);
        List<Delivery> batch = new ArrayList<>(call.items.size());
        for (Item item : call.items) {
            item.calls++;
            batch.add(item.next());
        }
        Thread driver = Thread.currentThread();
        try {
            sink.deliver(List.copyOf(batch)).whenComplete((outcomes, failure) -> {
                if (Thread.currentThread() == driver) {
                    answered(call, outcomes, failure);
                } else {
                    mailbox.post(() -> answered(call, outcomes, failure));
                }
            });
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // A sink that lacks a library, or nests too deep, is no reason to stop the others of this process.
            answered(call, null, e);
        }
    }

    private void timeOut(long now) {
        long limit = config.sending().timeout().toNanos();
        while (!calls.isEmpty()) {
            Call oldest = calls.iterator().next();
            if (now - oldest.began < limit) {
                return;
            }
            log.warn(
                    "{}: a call has not ended within {}", name, config.sending().timeout());
            judge(oldest, oldest.all(Outcome.retry(Failure.of("timeout", "the sink has not answered in time"))));
        }
    }

    private void answered(Call call, @Nullable List<Outcome> outcomes, @Nullable Throwable failure) {
        if (!calls.contains(call)) {
            return; // Too late: it has been sent again.
        }
        if (failure != null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            log.warn("{}: the sink failed", name, cause);
            judge(
                    call,
                    call.all(Outcome.retry(new Failure(
                            "sink-failed",
                            "the sink failed: " + cause.getClass().getName(),
                            cause))));
        } else if (outcomes == null
                || outcomes.size() != call.items.size()
                || outcomes.stream().anyMatch(Objects::isNull)) {
            log.error("{}: the sink answers {} events with another number of outcomes", name, call.items.size());
            judge(
                    call,
                    call.all(Outcome.retry(
                            Failure.of("sink-failed", "the sink has not said what became of each event"))));
        } else if (outcomes.stream().allMatch(outcome -> outcome instanceof Outcome.Untried)) {
            log.error("{}: the sink has tried none of {} events and says of none why", name, call.items.size());
            judge(call, call.all(Outcome.retry(Failure.of("sink-failed", "the sink has not tried any event"))));
        } else {
            judge(call, outcomes);
        }
    }

    private void judge(Call call, List<Outcome> outcomes) {
        calls.remove(call);
        long now = System.nanoTime();
        meters.called(now - call.began);
        // First, since failures count only beside deliveries.
        delivered +=
                outcomes.stream().filter(o -> o instanceof Outcome.Delivered).count();
        tell(call, outcomes, now);
        for (int i = 0; i < outcomes.size(); i++) {
            Lane lane = call.lanes.get(i);
            spans.tell(call.items.get(i), call.began, outcomes.get(i));
            if (!lane.progress.isGone()) {
                settle(lane, call.items.get(i), outcomes.get(i), now);
            }
        }
        for (Lane lane : call.lanes) {
            lane.out = 0;
            if (lane.items.isEmpty()) {
                lane.progress.drop(lane);
            } else if (lane.retryAt - now > 0) {
                standBack(lane);
            } else {
                enqueue(lane);
            }
        }
    }

    /** What a call says about the far side as a whole. */
    private void tell(Call call, List<Outcome> outcomes, long now) {
        Failure halted = null;
        Failure failed = null;
        Duration pause = Duration.ZERO;
        boolean worked = false;
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Halted halt) {
                halted = halt.failure();
            } else if (outcome instanceof Outcome.RetryAfter retry) {
                failed = retry.failure();
                pause = retry.pause().compareTo(pause) > 0 ? retry.pause() : pause;
            } else if (!(outcome instanceof Outcome.Untried)) {
                worked = true;
            }
        }
        if (halted != null) {
            if (!valve.isHalted()) {
                log.error("{}: nothing goes out until somebody has mended this: {}", name, halted);
            }
            valve.halt(halted);
        } else if (failed != null && (!worked || !pause.isZero())) {
            valve.failed(failed, pause, call.isNews, now);
        } else if (worked) {
            valve.worked(now - call.began);
        } else {
            valve.giveBack();
        }
    }

    private void settle(Lane lane, Item item, Outcome outcome, long now) {
        if (outcome instanceof Outcome.Delivered taken) {
            steps.delivered(item, taken.detail());
            lane.items.remove(item);
            lane.failures = 0;
            meters.delivered(item.recorded);
            lane.progress.finish(item);
        } else if (outcome instanceof Outcome.Rejected rejected) {
            lane.items.remove(item);
            lane.failures = 0;
            item.failed(delivered, Instant.now());
            aside.put(lane.progress, item, rejected.failure());
        } else if (outcome instanceof Outcome.RetryAfter retry) {
            failed(lane, item, retry.failure(), now);
        } else if (outcome instanceof Outcome.Halted) {
            lane.retryAt = now + TimeUnit.MILLISECONDS.toNanos(backoff.apply(1));
        }
    }

    private void failed(Lane lane, Item item, Failure why, long now) {
        item.failed(delivered, Instant.now());
        meters.retried(why.code());
        if (item.attempts >= config.retrying().attempts()) {
            lane.items.remove(item);
            lane.failures = 0;
            aside.put(lane.progress, item, why);
            return;
        }
        steps.retried(item, why.toString());
        if (lane.retryAt - now > 0) {
            return; // Another event of it was in the same call: that is one failure.
        }
        lane.failures++;
        lane.retryAt = now + TimeUnit.MILLISECONDS.toNanos(backoff.apply(Math.min(lane.failures, 1_000)));
    }

    private void standBack(Lane lane) {
        if (!lane.queued && !lane.progress.isGone()) {
            lane.queued = true;
            waiting.add(lane);
        }
    }

    /** Forgets the lanes of a partition that has gone. */
    void forget(Progress progress) {
        ready.removeIf(lane -> lane.progress == progress);
        waiting.removeIf(lane -> lane.progress == progress);
        sink.forget(progress.partition.topic(), progress.partition.partition());
    }

    /** How long there is nothing to do unless something comes, in nanoseconds. */
    long idle(long now) {
        long idle =
                calls.isEmpty() ? Long.MAX_VALUE : config.sending().timeout().toNanos();
        if (!waiting.isEmpty()) {
            idle = Math.min(idle, Math.max(0, waiting.element().retryAt - now));
        }
        if (!ready.isEmpty() && calls.size() < config.sending().inFlight()) {
            idle = Math.min(idle, valve.shutFor(now));
        }
        return idle;
    }
}
