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
    public static final Duration CACHED = Duration.ofMinutes(30);

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

    @Override
    public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {
        String name = EventNames.name(event.type());
        if (EventNames.isProtocol(name)) {
            return; // Only the gateway says such.
        }
        int start = TextFrames.begin(out);
        raw(out, "{\"event\":");
        string(out, name);
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
        if (event != null && Instant.parse(event.time()).isAfter(Instant.now().minus(CACHED))) {
            // Without a cursor: the channel's begins behind it.
            new PusherWire(names, false, missed).event(out, channel, event, "");
        } else {
            json.miss(out, channel);
            missed.accept(names.said(channel.value()));
        }
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
