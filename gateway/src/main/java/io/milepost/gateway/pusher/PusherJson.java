package io.milepost.gateway.pusher;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.channel.ChannelName;
import io.milepost.event.Json;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.protocol.Member;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Target;
import io.milepost.gateway.protocol.TextFrames;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Pusher's clients are told besides events: {@code {event, channel, data}}, the data mostly JSON in a string. */
final class PusherJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final AppNames names;

    PusherJson(AppNames names) {
        this.names = names;
    }

    void notice(ByteBuf out, Notice notice) {
        if (notice instanceof PusherNotice.Welcome said) {
            ObjectNode data = NODES.objectNode().put("socket_id", said.socketId());
            write(out, "pusher:connection_established", null, data.put("activity_timeout", said.activitySeconds()));
        } else if (notice instanceof Notice.Pong) {
            write(out, "pusher:pong", null, NODES.objectNode());
        } else if (notice instanceof PusherNotice.Fault said) {
            fault(out, said.code(), said.message());
        } else if (notice instanceof Notice.Refusal said) {
            refusal(out, said);
        } else if (notice instanceof Notice.SubscribedBefore said) {
            fault(
                    out,
                    null,
                    "Existing subscription to channel "
                            + names.said(said.target().name()));
        } else if (notice instanceof Notice.MemberMoved said) {
            moved(out, said);
        } else if (notice instanceof PusherNotice.Count said) {
            ObjectNode data = NODES.objectNode().put("subscription_count", said.subscribers());
            write(out, "pusher_internal:subscription_count", said.channel(), data);
        } else if (notice instanceof PusherNotice.SignedIn said) {
            write(out, "pusher:signin_success", null, NODES.objectNode().put("user_data", said.userData()));
            if (!said.wholly()) {
                fault(
                        out,
                        PusherCodes.WATCHLIST,
                        "watchlist: at most " + App.WATCHLIST + " users, so the first of them are watched");
            }
        } else if (notice instanceof Notice.Watched said) {
            watched(out, said.online(), said.offline());
        } else if (notice instanceof Notice.Gap said) {
            ObjectNode data =
                    NODES.objectNode().put("reason", said.reason().code()).put("cursor", said.cursor());
            write(out, "milepost:gap", said.channel(), data);
        }
    }

    void miss(ByteBuf out, ChannelName channel) {
        write(out, "pusher:cache_miss", channel, NODES.objectNode());
    }

    /** The data of the answer to who comes to a presence channel. */
    static String presence(List<Member> members) {
        ObjectNode data = NODES.objectNode();
        ObjectNode presence = data.putObject("presence").put("count", members.size());
        ArrayNode ids = presence.putArray("ids");
        ObjectNode hash = presence.putObject("hash");
        for (Member member : members) {
            ObjectNode said = ChannelData.of(member);
            ids.add(said.path("user_id"));
            hash.set(member.id(), said.hasNonNull("user_info") ? said.path("user_info") : NODES.nullNode());
        }
        return text(data);
    }

    private void moved(ByteBuf out, Notice.MemberMoved said) {
        String id = said.member().id();
        if (names.isOnline(said.channel().value())) {
            watched(out, said.online() ? List.of(id) : List.of(), said.online() ? List.of() : List.of(id));
        } else if (AppNames.isPresence(names.said(said.channel().value()))) {
            ObjectNode data = ChannelData.of(said.member());
            if (!said.online()) {
                data.remove("user_info");
            }
            write(out, "pusher_internal:member_" + (said.online() ? "added" : "removed"), said.channel(), data);
        }
    }

    private void watched(ByteBuf out, List<String> online, List<String> offline) {
        ObjectNode data = NODES.objectNode();
        ArrayNode events = data.putArray("events");
        watched(events, "online", online);
        watched(events, "offline", offline);
        write(out, "pusher_internal:watchlist_events", null, data);
    }

    private static void watched(ArrayNode events, String name, List<String> ids) {
        if (!ids.isEmpty()) {
            ArrayNode list = events.addObject().put("name", name).putArray("user_ids");
            ids.forEach(list::add);
        }
    }

    private void refusal(ByteBuf out, Notice.Refusal said) {
        Target target = said.target();
        if (target == null) {
            fault(out, PusherCodes.of(said.code()), said.message());
            return;
        }
        ObjectNode data = NODES.objectNode()
                .put("type", type(said.code()))
                .put("error", said.message())
                .put("status", status(said.code()));
        ObjectNode frame = NODES.objectNode().put("event", "pusher:subscription_error");
        write(out, frame.put("channel", names.said(target.name())).set("data", data));
        if (said.code() == ErrorCode.FORBIDDEN) {
            fault(out, PusherCodes.UNAUTHORIZED, said.message());
        }
    }

    private static String type(ErrorCode code) {
        return switch (code) {
            case FORBIDDEN -> "AuthError";
            case TOO_MANY_CHANNELS -> "LimitReached";
            case UNAVAILABLE -> "Unavailable";
            default -> "InvalidRequest";
        };
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case FORBIDDEN -> 401;
            case TOO_MANY_CHANNELS -> PusherCodes.OVER_QUOTA;
            case UNAVAILABLE -> 503;
            default -> 400;
        };
    }

    /** The one whose data is an object and no string. */
    private static void fault(ByteBuf out, @Nullable Integer code, String message) {
        ObjectNode frame = NODES.objectNode().put("event", "pusher:error");
        frame.putObject("data").put("code", code).put("message", message);
        write(out, frame);
    }

    private void write(ByteBuf out, String event, @Nullable ChannelName channel, ObjectNode data) {
        ObjectNode frame = NODES.objectNode().put("event", event);
        if (channel != null) {
            frame.put("channel", names.said(channel.value()));
        }
        write(out, frame.put("data", text(data)));
    }

    private static void write(ByteBuf out, ObjectNode frame) {
        int start = TextFrames.begin(out);
        out.writeBytes(Json.of(frame).utf8());
        TextFrames.end(out, start);
    }

    private static String text(ObjectNode data) {
        return Json.of(data).toString();
    }
}
