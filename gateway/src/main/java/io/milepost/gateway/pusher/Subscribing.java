package io.milepost.gateway.pusher;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.channel.ChannelName;
import io.milepost.gateway.protocol.Command;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.protocol.Inbound;
import io.milepost.gateway.protocol.Member;
import io.milepost.gateway.protocol.Target;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may follow which channel of an app: reads one client's subscriptions. Confined to its event loop. */
final class Subscribing {
    private final AppHome home;
    private final String socketId;
    private final Map<String, String> followed;
    private final SigningIn signingIn;

    Subscribing(AppHome home, String socketId, Map<String, String> followed, SigningIn signingIn) {
        this.home = home;
        this.socketId = socketId;
        this.followed = followed;
        this.signingIn = signingIn;
    }

    Inbound subscribe(JsonNode data) {
        String name = data.path("channel").asText("");
        if (name.startsWith(AppNames.USER)) {
            return signingIn.isOwn(name)
                    ? enter(name, signingIn.own(), data, null)
                    : refuse(ErrorCode.FORBIDDEN, "only who has signed in as this user may follow it", name);
        }
        if (!AppNames.isName(name)) {
            return refuse(ErrorCode.INVALID_CHANNEL, "channel: 1 to 164 letters, digits or -_=@,.; are expected", name);
        }
        Target target = home.target(name);
        if (!AppNames.isRestricted(name)) {
            return enter(name, target, data, null);
        }
        JsonNode said = data.path("channel_data");
        String channelData = said.isTextual() ? said.textValue() : null;
        String signed = socketId + ":" + name + (channelData == null ? "" : ":" + channelData);
        if (!Signature.isGood(home.app(), signed, data.path("auth").asText(""))) {
            return refuse(ErrorCode.FORBIDDEN, "auth: the signature is not good for this socket and channel", name);
        }
        if (!AppNames.isPresence(name)) {
            return enter(name, target, data, null);
        }
        ChannelData.Read read = channelData == null ? signingIn.member() : ChannelData.read(channelData);
        return read instanceof ChannelData.Read.Good good
                ? enter(name, target, data, good.member())
                : refuse(ErrorCode.INVALID_DATA, ((ChannelData.Read.Bad) read).why(), name);
    }

    private Inbound enter(String name, Target target, JsonNode data, @Nullable Member member) {
        if (followed.putIfAbsent(name, member == null ? "" : member.id()) == null) {
            home.counts().come(name, target.name());
        }
        int most = home.app().limits().members();
        return new Inbound.Request(
                null, new Command.Enter(target, PusherDialect.since(data), member, most, AppNames.isCache(name)));
    }

    private Inbound refuse(ErrorCode code, String why, String name) {
        return PusherDialect.refusal(code, why, said(name));
    }

    /** What the client meant, right or wrong, as the answer repeats it. */
    private Target said(String name) {
        if (AppNames.isName(name)) {
            return home.target(name);
        }
        String brief = name.substring(0, Math.min(name.length(), ChannelName.MAX_RESERVED_LENGTH));
        return name.startsWith(AppNames.USER)
                ? new Target(
                        home.names()
                                .user(brief.substring(AppNames.USER.length()))
                                .orElse(AppNames.USER),
                        null)
                : new Target(brief, null);
    }
}
