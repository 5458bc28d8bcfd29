package io.milepost.pusher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.service.realtime.Member;
import io.milepost.service.realtime.RealtimeService;
import io.milepost.service.realtime.RealtimeServiceContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** The suite of realtime services, held against a server that speaks as Pusher does. */
class PusherRealtimeContractTest extends RealtimeServiceContract {
    private final FakeChannels channels = new FakeChannels();
    private final FakePusher pusher = new FakePusher(channels);

    @AfterEach
    void stop() {
        pusher.close();
    }

    @Override
    protected RealtimeService open() {
        return new PusherRealtimeService(pusher.account(), "/tests");
    }

    @Override
    protected Set<Feature> unsupported() {
        return Set.of();
    }

    @Override
    protected List<JsonNode> carried(String channel, String event, int atLeast) {
        return pusher.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .flatMap(request -> request.told().stream())
                .filter(told -> told.channel().equals(channel) && told.name().equals(event))
                .map(Request.Told::parsed)
                .map(PusherRealtimeContractTest::withoutIdentity)
                .toList();
    }

    /** The deduplication id travels in the data. */
    private static JsonNode withoutIdentity(JsonNode data) {
        return data instanceof ObjectNode object ? object.without("_event") : data;
    }

    @Override
    protected void follow(String channel, Member member) {
        channels.follow(channel, member.id());
    }

    @Override
    protected Map<String, String> signed(byte[] body) {
        return Map.of("X-Pusher-Key", FakePusher.KEY, "X-Pusher-Signature", Signatures.hmac(body, FakePusher.SECRET));
    }
}
