package io.milepost.gateway.protocol;

import static io.milepost.gateway.protocol.JsonOut.raw;
import static io.milepost.gateway.protocol.JsonOut.string;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.milepost.event.Rfc3339;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/** The native protocol over WebSocket: one JSON object a text frame, each with {@code type} and {@code timestamp}. */
public final class NativeWire implements Wire {
    /** There is one. */
    public static final NativeWire INSTANCE = new NativeWire();

    private NativeWire() {}

    @Override
    public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {
        int start = TextFrames.begin(out);
        raw(out, "{\"type\":");
        string(out, event.type());
        raw(out, ",\"channel\":\"");
        raw(out, channel.value());
        raw(out, "\",\"id\":");
        string(out, event.id());
        raw(out, ",\"source\":");
        string(out, event.source());
        String subject = event.subject();
        if (subject != null) {
            raw(out, ",\"subject\":");
            string(out, subject);
        }
        String userId = event.userId();
        if (userId != null) {
            raw(out, ",\"userId\":");
            string(out, userId);
        }
        raw(out, ",\"timestamp\":\"");
        raw(out, event.time());
        raw(out, "\",\"cursor\":\"");
        raw(out, cursor);
        raw(out, "\",\"data\":");
        out.writeBytes(event.data().utf8());
        out.writeByte('}');
        TextFrames.end(out, start);
    }

    @Override
    public void notice(ByteBuf out, Notice notice) {
        int start = TextFrames.begin(out);
        if (notice instanceof Notice.Authenticated said) {
            open(out, "authenticated", said.id());
            field(out, "userId", said.userId());
            field(out, "expiresAt", said.expiresAt());
        } else if (notice instanceof Notice.Pong said) {
            open(out, "pong", said.id());
        } else if (notice instanceof Notice.Subscribed said) {
            open(out, "subscribed", said.id());
            target(out, said.target());
            field(out, "cursor", said.cursor());
            raw(out, said.recovered() ? ",\"recovered\":true" : ",\"recovered\":false");
        } else if (notice instanceof Notice.Unsubscribed said) {
            open(out, "unsubscribed", said.id());
            target(out, said.target());
        } else if (notice instanceof Notice.Gap said) {
            open(out, "gap", null);
            field(out, "channel", said.channel().value());
            field(out, "reason", said.reason().code());
            field(out, "cursor", said.cursor());
        } else if (notice instanceof Notice.Live said) {
            open(out, "live", null);
            field(out, "channel", said.channel().value());
            field(out, "cursor", said.cursor());
        } else if (notice instanceof Notice.Moved said) {
            open(out, "cursor", null);
            field(out, "channel", said.channel().value());
            field(out, "cursor", said.cursor());
        } else if (notice instanceof Notice.Reconnect said) {
            open(out, "reconnect", null);
            raw(out, ",\"afterMs\":" + said.afterMs());
        } else if (notice instanceof Notice.Refusal said) {
            error(out, said);
        }
        out.writeByte('}');
        TextFrames.end(out, start);
    }

    private static void error(ByteBuf out, Notice.Refusal said) {
        open(out, "error", said.id());
        field(out, "code", said.code().code());
        field(out, "error", said.message());
        field(out, "message", said.message());
        Target target = said.target();
        if (target != null) {
            target(out, target);
        }
    }

    private static void open(ByteBuf out, String type, @Nullable String id) {
        raw(out, "{\"type\":\"");
        raw(out, type);
        out.writeByte('"');
        if (id != null) {
            raw(out, ",\"id\":");
            ByteBufUtil.writeUtf8(out, id);
        }
        raw(out, ",\"timestamp\":\"");
        raw(out, Rfc3339.now());
        out.writeByte('"');
    }

    private static void target(ByteBuf out, Target target) {
        field(out, "channel", target.shown());
        Echo echo = target.echo();
        if (echo != null) {
            field(out, echo.field(), Target.brief(echo.value()));
        }
    }

    private static void field(ByteBuf out, String name, String value) {
        raw(out, ",\"");
        raw(out, name);
        raw(out, "\":");
        string(out, value);
    }
}
