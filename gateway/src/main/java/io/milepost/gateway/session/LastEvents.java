package io.milepost.gateway.session;

import io.milepost.channel.ChannelName;
import io.milepost.event.Decoded.Broken;
import io.milepost.event.Decoded.Intact;
import io.milepost.event.Event;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Target;
import io.milepost.gateway.shard.Shard;
import io.milepost.gateway.shard.Subscription;
import io.milepost.log.Gathering;
import io.milepost.log.History.Answer;
import io.milepost.log.History.Before;
import io.milepost.log.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last events of channels that the clients of one shard are told first. A client that goes on where it was is told it if it
 * has missed nothing; else it lies among what it has missed, and comes with that. A channel is looked for once for all who wait
 * when that begins; who comes later has the next look, since an event may have been written meanwhile. Confined to the shard's
 * event loop.
 */
final class LastEvents {
    private static final Logger log = LoggerFactory.getLogger(LastEvents.class);
    /** Pages that are looked through for one at most, where one costs so much that it is not found in the first. */
    private static final int PAGES = 20;
    /** Pages that one shard may have under way: those who want other history share those who look. */
    private static final int UNDER_WAY = 8;
    /** What could not be looked for is looked for again within this, not all of it at once. */
    private static final long LEAST_PAUSE_MS = 500;

    private static final long MOST_PAUSE_MS = 4_000;
    /** From so many on, it is seen now and then which of them nobody waits for any more. */
    private static final int MANY = 64;

    private final Shard shard;
    private final Map<ChannelName, Search> searches = new HashMap<>();
    private final Queue<Search> ready = new ArrayDeque<>();
    private int underWay;
    private int sweepAt = MANY;

    LastEvents(Shard shard) {
        this.shard = shard;
    }

    /** Who is told, and what is started then. */
    private record Waiter(Target target, Connection connection, Subscription subscription, boolean goesOn) {
        boolean isOpen() {
            return subscription.isOpen();
        }
    }

    /** One channel. It is in the queue, or under way, or rests after a failure. */
    private static final class Search {
        private final ChannelName channel;
        /** Those whom the present look answers; none if the next page is the first of a look. */
        private List<Waiter> present = List.of();

        private List<Waiter> next = new ArrayList<>(1);
        private int sweepAt = MANY;
        private Before before = new Before.Now();
        private int pages;

        Search(ChannelName channel) {
            this.channel = channel;
        }

        void add(Waiter waiter) {
            if (next.size() >= sweepAt) {
                next.removeIf(known -> !known.isOpen());
                sweepAt = Math.max(MANY, 2 * next.size());
            }
            next.add(waiter);
        }

        boolean isWanted() {
            return present.stream().anyMatch(Waiter::isOpen) || next.stream().anyMatch(Waiter::isOpen);
        }

        /** A look goes on if anybody waits for it still; else it is another one's turn. */
        void prepare() {
            if (present.stream().noneMatch(Waiter::isOpen)) {
                present = next;
                next = new ArrayList<>(0);
                before = new Before.Now();
                pages = PAGES;
            }
        }

        void onward(Before older) {
            before = older;
            pages--;
        }

        /** The look has ended. Returns whom it answers. */
        List<Waiter> end() {
            List<Waiter> answered = present;
            present = List.of();
            return answered;
        }
    }

    /**
     * Tells the last event of a channel, or that there is none, and starts a subscription, which waits until that is known.
     *
     * @param goesOn whether the client goes on where it was, and wants what it has missed
     */
    void tellAndStart(Target target, Connection connection, Subscription subscription, boolean goesOn) {
        Search search = searches.get(subscription.channel());
        if (search == null) {
            sweep();
            search = new Search(subscription.channel());
            searches.put(search.channel, search);
            ready.add(search);
        }
        search.add(new Waiter(target, connection, subscription, goesOn));
        look();
    }

    /** Forgets what nobody waits for any more, of what is in the queue. */
    private void sweep() {
        if (searches.size() >= sweepAt) {
            ready.removeIf(search -> !search.isWanted() && searches.remove(search.channel, search));
            sweepAt = Math.max(MANY, 2 * searches.size());
        }
    }

    private void look() {
        while (underWay < UNDER_WAY && !ready.isEmpty()) {
            Search search = ready.remove();
            if (search.isWanted()) {
                search.prepare();
                underWay++;
                shard.history(search.channel, search.before, 1, (past, answer) -> {
                    underWay--;
                    answered(search, past, answer);
                    look();
                });
            } else {
                searches.remove(search.channel);
            }
        }
    }

    private void answered(Search search, Gathering past, Answer answer) {
        if (!(answer instanceof Answer.Page page)) {
            rest(search); // No event is another thing than none that is known.
            return;
        }
        for (LogRecord record : page.records()) {
            if (record.decoded() instanceof Intact intact) {
                finish(search, waiter -> found(waiter, record, intact.event()));
                return;
            }
            if (record.decoded() instanceof Broken broken) {
                shard.undeliverable(record, search.channel, broken.why());
            }
        }
        if (page.older() && search.pages > 1) {
            search.onward(new Before.Offsets(past, page.offsets()));
            ready.add(search);
        } else {
            finish(search, waiter -> tell(waiter, null, 0));
        }
    }

    /** All who wait have the next look, after a while. */
    private void rest(Search search) {
        search.end().forEach(search::add);
        long pause = ThreadLocalRandom.current().nextLong(LEAST_PAUSE_MS, MOST_PAUSE_MS);
        CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS, shard.loop())
                .execute(() -> {
                    ready.add(search);
                    look();
                });
    }

    private void finish(Search search, Consumer<Waiter> then) {
        List<Waiter> answered = search.end();
        if (search.next.isEmpty()) {
            searches.remove(search.channel);
        } else {
            ready.add(search);
        }
        for (Waiter waiter : answered) {
            try {
                if (waiter.isOpen()) {
                    then.accept(waiter);
                }
            } catch (RuntimeException e) {
                // A defect of ours; it must not keep the others waiting.
                log.error("the last event of {} could not be told", search.channel, e);
            }
        }
    }

    private void found(Waiter waiter, LogRecord record, Event event) {
        if (waiter.subscription().isBehind(record)
                || !waiter.connection().wire().tells(event)) {
            tell(waiter, event, record.recordTime());
            return;
        }
        // The log has it already and this shard has not: it comes by itself, and to who is new here nothing before it.
        if (!waiter.goesOn()) {
            waiter.subscription().beginAt(record);
        }
        waiter.subscription().start();
    }

    private void tell(Waiter waiter, @Nullable Event event, long time) {
        shard.tell(waiter.connection(), new Notice.Last(waiter.target(), event, time));
        waiter.subscription().start();
    }
}
