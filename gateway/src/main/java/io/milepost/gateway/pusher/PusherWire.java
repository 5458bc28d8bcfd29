package io.milepost.gateway.pusher;

import static io.milepost.gateway.protocol.JsonOut.raw;
import static io.milepost.gateway.protocol.JsonOut.string;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.milepost.event.PusherMark;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.TextFrames;
import io.milepost.gateway.protocol.Wire;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * How the clients of one app are spoken to. Its frames hold nothing of their reader, so that all share them; those who are told
 * where they stand have a wire of their own.
 */
public final class PusherWire implements Wire {
    /** The last event of a cache channel counts for as long as at Pusher. */
    private static final Duration CACHED = Duration.ofMinutes(30);

    private final AppNames names;
    private final boolean telling;
    private final Consumer<String> missed;
    private final PusherJson json;

    /**
     * A wire.
     *
     * @param telling whether clients are told cursors and gaps
     * @param missed told the cache channel of which a client is told that it has no last event
     */
    PusherWire(AppNames names, boolean telling, Consumer<String> missed) {
        this.names = names;
        this.telling = telling;
        this.missed = missed;
        this.json = new PusherJson(names);
    }

    /** What only the gateway says is nothing that comes from others. */
    @Override
    public boolean tells(Event event) {
        return isTold(event);
    }

    private static boolean isTold(Event event) {
        return !EventNames.isProtocol(EventNames.name(event.type()));
    }

    @Override
    public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {
        if (!isTold(event)) {
            return;
        }
        int start = TextFrames.begin(out);
        raw(out, "{\"event\":");
        string(out, EventNames.name(event.type()));
        raw(out, ",\"channel\":");
        String said = names.said(channel.value());
        string(out, said);
        raw(out, ",\"data\":");
        PusherMark mark = event.pusher();
        if (mark != null && mark.text()) {
            out.writeBytes(event.data().utf8());
        } else {
            QuotedJson.write(out, event.data().utf8());
        }
        String userId = event.userId();
        if (userId != null && AppNames.isPresence(said)) {
            raw(out, ",\"user_id\":");
            string(out, userId);
        }
        cursor(out, cursor);
        out.writeByte('}');
        TextFrames.end(out, start);
    }

    private void cursor(ByteBuf out, String cursor) {
        if (telling) {
            raw(out, ",\"cursor\":");
            string(out, cursor);
        }
    }

    @Override
    public void notice(ByteBuf out, Notice notice) {
        if (notice instanceof Notice.Signalled said) {
            signal(out, said);
        } else if (notice instanceof Notice.Last said) {
            last(out, said);
        } else if (notice instanceof Notice.Subscribed said) {
            subscribed(out, said);
        } else if (!(notice instanceof Notice.Gap) || telling) {
            json.notice(out, notice);
        }
    }

    private void subscribed(ByteBuf out, Notice.Subscribed said) {
        String channel = names.said(said.target().name());
        int start = TextFrames.begin(out);
        raw(out, "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":");
        string(out, channel);
        raw(out, ",\"data\":");
        string(out, AppNames.isPresence(channel) ? PusherJson.presence(said.members()) : "{}");
        cursor(out, said.cursor());
        if (telling) {
            raw(out, ",\"recovered\":" + said.recovered());
        }
        out.writeByte('}');
        TextFrames.end(out, start);
    }

    private void last(ByteBuf out, Notice.Last said) {
        Event event = said.event();
        ChannelName channel = new ChannelName(said.target().name());
        if (event != null && !left(event, said.time()).isZero()) {
            // Without a cursor: the channel's begins behind it.
            new PusherWire(names, false, missed).event(out, channel, event, "");
        } else {
            json.miss(out, channel);
            missed.accept(names.said(channel.value()));
        }
    }

    /**
     * For how long the last event of a cache channel is told still; zero if it is not.
     *
     * @param time its record's, in milliseconds since 1970
     */
    public static Duration left(Event event, long time) {
        Duration age = Duration.between(Instant.ofEpochMilli(time), Instant.now());
        return isTold(event) && age.compareTo(CACHED) < 0
                ? CACHED.minus(age.isNegative() ? Duration.ZERO : age)
                : Duration.ZERO;
    }

    /** What clients of Pusher say to each other goes as it came; what others say is an event. */
    private void signal(ByteBuf out, Notice.Signalled said) {
        if (EventNames.isProtocol(said.type())) {
            return; // Not for clients; what the gateway says to itself is one of them.
        }
        String channel = names.said(said.channel().value());
        int start = TextFrames.begin(out);
        raw(out, "{\"event\":");
        string(out, said.type());
        raw(out, ",\"channel\":");
        string(out, channel);
        raw(out, ",\"data\":");
        if (said.type().startsWith("client-")) {
            out.writeBytes(said.data().utf8());
        } else {
            QuotedJson.write(out, said.data().utf8());
        }
        if (AppNames.isPresence(channel) && !said.userId().isEmpty()) {
            raw(out, ",\"user_id\":");
            string(out, said.userId());
        }
        out.writeByte('}');
        TextFrames.end(out, start);
    }
}
