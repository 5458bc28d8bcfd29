package io.milepost.gateway.protocol;

import static io.milepost.gateway.protocol.JsonOut.raw;
import static io.milepost.gateway.protocol.JsonOut.string;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.milepost.event.Rfc3339;
import io.milepost.trace.TraceContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What native clients are told: one JSON object each, with {@code type} and {@code timestamp}. */
final class NativeJson {
    private NativeJson() {}

    /**
     * Appends an event.
     *
     * @param cursor null where the event is not part of what the client follows
     */
    static void event(ByteBuf out, ChannelName channel, Event event, @Nullable String cursor) {
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
        TraceContext trace = event.trace();
        if (trace != null) {
            trace(out, trace);
        }
        raw(out, ",\"timestamp\":\"");
        raw(out, event.time());
        out.writeByte('"');
        if (cursor != null) {
            field(out, "cursor", cursor);
        }
        raw(out, ",\"data\":");
        out.writeBytes(event.data().utf8());
        out.writeByte('}');
    }

    private static void trace(ByteBuf out, TraceContext trace) {
        field(out, TraceContext.PARENT, trace.traceparent());
        String state = trace.tracestate();
        if (state != null) {
            field(out, TraceContext.STATE, state);
        }
    }

    /** Appends a notice. */
    static void notice(ByteBuf out, Notice notice) {
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
        } else if (notice instanceof Notice.Published said) {
            open(out, "published", said.id());
            field(out, "eventId", said.eventId());
        } else if (notice instanceof Notice.Signalled said) {
            signal(out, said);
        } else if (notice instanceof Notice.Page said) {
            page(out, said);
        } else if (notice instanceof Notice.Present said) {
            present(out, said);
        } else if (notice instanceof Notice.MemberMoved said) {
            open(out, said.online() ? "member-online" : "member-offline", null);
            field(out, "channel", said.channel().value());
            raw(out, ",\"data\":");
            member(out, said.member());
        }
        out.writeByte('}');
    }

    private static void signal(ByteBuf out, Notice.Signalled said) {
        raw(out, "{\"type\":");
        string(out, said.type());
        field(out, "channel", said.channel().value());
        field(out, "id", said.eventId());
        field(out, "source", said.source());
        field(out, "userId", said.userId());
        field(out, "timestamp", Rfc3339.now());
        raw(out, ",\"ephemeral\":true,\"data\":");
        out.writeBytes(said.data().utf8());
    }

    private static void page(ByteBuf out, Notice.Page said) {
        open(out, "history", said.id());
        target(out, said.target());
        raw(out, ",\"events\":[");
        ChannelName channel = new ChannelName(said.target().name());
        for (int i = 0; i < said.events().size(); i++) {
            if (i > 0) {
                out.writeByte(',');
            }
            event(out, channel, said.events().get(i), null);
        }
        raw(out, "],\"cursor\":");
        String cursor = said.cursor();
        if (cursor == null) {
            raw(out, "null");
        } else {
            string(out, cursor);
        }
        raw(out, ",\"complete\":" + said.complete());
        raw(
                out,
                said.gaps().stream()
                        .map(gap -> "\"" + gap.code() + "\"")
                        .collect(Collectors.joining(",", ",\"gaps\":[", "]")));
    }

    private static void present(ByteBuf out, Notice.Present said) {
        open(out, "presence", said.id());
        target(out, said.target());
        raw(out, ",\"count\":" + said.count());
        List<Member> members = said.members();
        if (members != null) {
            raw(out, ",\"members\":[");
            for (int i = 0; i < members.size(); i++) {
                if (i > 0) {
                    out.writeByte(',');
                }
                member(out, members.get(i));
            }
            out.writeByte(']');
        }
    }

    private static void member(ByteBuf out, Member member) {
        raw(out, "{\"id\":");
        string(out, member.id());
        raw(out, ",\"info\":{\"name\":");
        string(out, member.name());
        String avatar = member.avatar();
        if (avatar != null) {
            field(out, "avatar", avatar);
        }
        raw(out, "}}");
    }

    private static void error(ByteBuf out, Notice.Refusal said) {
        open(out, "error", said.id());
        field(out, "code", said.code().code());
        field(out, "error", said.message());
        field(out, "message", said.message());
        if (said.retryAfterMs() > 0) {
            raw(out, ",\"retryAfterMs\":" + said.retryAfterMs());
        }
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
