package io.milepost.gateway.session;

import io.milepost.channel.ChannelName;
import io.milepost.event.Decoded.Intact;
import io.milepost.event.Event;
import io.milepost.gateway.shard.Shard;
import io.milepost.log.History.Answer;
import io.milepost.log.History.Before;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Pages of a channel's past, as clients see them: events, newest first; what is none is passed over. */
public final class Pages {
    private Pages() {}

    /** What a look back brought. */
    public sealed interface Looked {
        /**
         * A page.
         *
         * @param cursor where the next older one begins; null if there is none
         * @param complete false if looking for more would have cost too much
         */
        record Seen(List<Event> events, @Nullable String cursor, boolean complete) implements Looked {}

        /** Nothing; it may work a little later. */
        record Failed(String why) implements Looked {}
    }

    /** Looks for a page. The answer comes on the shard's loop. */
    public static void look(Shard shard, ChannelName channel, Before before, int limit, Consumer<Looked> looked) {
        shard.history(channel, before, limit, answer -> {
            if (answer instanceof Answer.Page page) {
                List<Event> events = page.records().stream()
                        .map(record -> record.decoded() instanceof Intact intact ? intact.event() : null)
                        .filter(event -> event != null)
                        .toList();
                String cursor = page.older() ? shard.cursor(channel, before, page.offsets()) : null;
                looked.accept(new Looked.Seen(events, cursor, page.complete()));
            } else if (answer instanceof Answer.Unavailable unavailable) {
                looked.accept(new Looked.Failed(unavailable.why()));
            }
        });
    }
}
