package io.milepost.gateway.pusher;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.event.Json;
import io.milepost.gateway.protocol.Command;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.protocol.Inbound;
import java.util.Map;

/** What one client may say to the others: reads its {@code client-} events. Confined to its event loop. */
final class ClientSaying {
    private final AppHome home;
    private final String socketId;
    private final Map<String, String> followed;
    private final ClientEvents allowance;

    ClientSaying(AppHome home, String socketId, Map<String, String> followed, ClientEvents allowance) {
        this.home = home;
        this.socketId = socketId;
        this.followed = followed;
        this.allowance = allowance;
    }

    Inbound read(String event, String channel, JsonNode data) {
        String userId = followed.get(channel);
        int most = home.app().limits().eventBytes();
        Json said = data.isMissingNode() ? Json.NULL : Json.of(data);
        if (!home.app().switches().clientEvents()) {
            return refuse("this app takes no events of clients");
        }
        if (!AppNames.isRestricted(channel) || AppNames.isEncrypted(channel)) {
            return refuse("channel: clients say something to each other on private and presence channels alone");
        }
        if (userId == null) {
            return refuse("channel: only who follows it may say something there");
        }
        if (event.length() > App.EVENT_NAME) {
            return refuse("event: at most " + App.EVENT_NAME + " characters");
        }
        if (said.size() > most) {
            return refuse("data: at most " + most + " bytes, the app's eventBytes");
        }
        if (!allowance.take(System.nanoTime())) {
            return refuse("at most " + home.app().limits().clientEventsPerSecond()
                    + " events in a second, the app's clientEventsPerSecond");
        }
        home.facts().clientEvent(channel, event, said, socketId, userId);
        return new Inbound.Request(null, new Command.Tell(home.target(channel), event, said, userId));
    }

    private static Inbound refuse(String why) {
        return PusherDialect.refusal(ErrorCode.NOT_PUBLISHABLE, why, null);
    }
}
