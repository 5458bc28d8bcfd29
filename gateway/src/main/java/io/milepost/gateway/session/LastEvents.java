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
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The last events of channels that one client is told first. A client that goes on where it was is told it if it has missed nothing;
 * else it lies among what it has missed, and comes with that. Confined to the shard's event loop.
 */
final class LastEvents {
    /** Pages that are looked through for one at most, where one costs so much that it is not found in the first. */
    private static final int PAGES = 20;
    /** Pages that one client may have under way: all clients of the node share those who look. */
    private static final int UNDER_WAY = 8;

    private final Shard shard;
    private final Connection connection;
    private final Queue<Search> waiting = new ArrayDeque<>(0);
    private final List<Search> failed = new ArrayList<>(0);
    private int underWay;

    LastEvents(Shard shard, Connection connection) {
        this.shard = shard;
        this.connection = connection;
    }

    /** Which one there is before what follows, and what is started then. */
    private record Search(Target target, ChannelName channel, Subscription subscription, Before before, int pages) {
        Search onward(Before older) {
            return new Search(target, channel, subscription, older, pages - 1);
        }
    }

    /** Tells the last event of a channel, or that there is none, and starts a subscription, which waits until that is known. */
    void tellAndStart(Target target, ChannelName channel, Subscription subscription) {
        waiting.removeIf(search -> !search.subscription().isOpen());
        waiting.add(new Search(target, channel, subscription, subscription.present(), PAGES));
        look();
    }

    /** Looks again for what could not be looked for. To be called about once a second. */
    void tick() {
        if (!failed.isEmpty()) {
            waiting.addAll(failed);
            failed.clear();
            look();
        }
    }

    private void look() {
        while (underWay < UNDER_WAY && !waiting.isEmpty()) {
            Search next = waiting.remove();
            if (next.subscription().isOpen()) {
                underWay++;
                shard.history(next.channel(), next.before(), 1, (past, answer) -> {
                    underWay--;
                    answered(next, past, answer);
                    look();
                });
            }
        }
    }

    private void answered(Search search, Gathering past, Answer answer) {
        if (!search.subscription().isOpen()) {
            return;
        }
        if (!(answer instanceof Answer.Page page)) {

            failed.add(search); // No event is another thing than none that is known.
            return;
        }
        for (LogRecord record : page.records()) {
            if (record.decoded() instanceof Intact intact) {
                found(search, record, intact.event());
                return;
            }
            if (record.decoded() instanceof Broken broken) {
                shard.undeliverable(record, search.channel(), broken.why());
            }
        }
        if (page.older() && search.pages() > 1) {
            waiting.add(search.onward(new Before.Offsets(past, page.offsets())));
        } else {
            tell(search, null);
        }
    }

    private void found(Search search, LogRecord record, Event event) {
        if (search.subscription().isBehind(record)) {
            tell(search, event);
        } else {
            search.subscription().start();
        }
    }

    private void tell(Search search, @Nullable Event event) {
        shard.tell(connection, new Notice.Last(search.target(), event));
        search.subscription().start();
    }
}
