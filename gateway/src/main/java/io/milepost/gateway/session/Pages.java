package io.milepost.gateway.session;

import io.milepost.channel.ChannelName;
import io.milepost.event.Decoded.Broken;
import io.milepost.event.Decoded.Intact;
import io.milepost.event.Event;
import io.milepost.gateway.shard.Shard;
import io.milepost.log.GapReason;
import io.milepost.log.History.Answer;
import io.milepost.log.History.Before;
import io.milepost.log.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Pages of a channel's past, as clients see them: events, newest first, and what could not be shown. */
public final class Pages {
    private Pages() {}

    /** What a look back brought. */
    public sealed interface Looked {
        /**
         * A page.
         *
         * @param gaps why something of the page is not among the events, once for each record that is none
         * @param newest the time of the first event's record, in milliseconds since 1970; 0 if there is none
         * @param cursor where the next older one begins; null if there is none
         * @param complete false if looking for more would have cost too much
         */
        record Seen(
                List<Event> events,
                List<GapReason> gaps,
                long newest,
                @Nullable String cursor,
                boolean complete) implements Looked {}

        /** Nothing; it may work a little later. */
        record Failed(String why) implements Looked {}
    }

    /** Looks for a page. The answer comes on the shard's loop. */
    public static void look(Shard shard, ChannelName channel, Before before, int limit, Consumer<Looked> looked) {
        shard.history(channel, before, limit, (past, answer) -> {
            if (answer instanceof Answer.Page page) {
                List<Event> events = new ArrayList<>();
                List<GapReason> gaps = new ArrayList<>();
                long newest = 0;
                for (LogRecord record : page.records()) {
                    if (record.decoded() instanceof Intact intact) {
                        newest = events.isEmpty() ? record.recordTime() : newest;
                        events.add(intact.event());
                    } else if (record.decoded() instanceof Broken broken) {
                        shard.undeliverable(record, channel, broken.why());
                        gaps.add(GapReason.UNDELIVERABLE);
                    }
                }
                String cursor = page.older() ? past.encode(page.offsets()) : null;
                looked.accept(new Looked.Seen(events, gaps, newest, cursor, page.complete()));
            } else if (answer instanceof Answer.Unavailable unavailable) {
                looked.accept(new Looked.Failed(unavailable.why()));
            }
        });
    }
}
