package io.milepost.service.realtime.mock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.service.realtime.Member;
import io.milepost.service.realtime.RealtimeService;
import io.milepost.service.realtime.RealtimeServiceContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

class MockContractTest extends RealtimeServiceContract {
    private int sockets;

    private MockRealtimeService mock() {
        return (MockRealtimeService) service();
    }

    @Override
    protected RealtimeService open() {
        return new MockRealtimeService();
    }

    @Override
    protected Set<Feature> unsupported() {
        return Set.of();
    }

    @Override
    protected List<JsonNode> carried(String channel, String event, int atLeast) {
        List<JsonNode> carried = mock().triggered().stream()
                .filter(trigger ->
                        trigger.channels().contains(channel) && trigger.event().equals(event))
                .map(trigger -> trigger.data().tree())
                .toList();
        assertThat(carried).hasSizeGreaterThanOrEqualTo(atLeast);
        return carried;
    }

    @Override
    protected void follow(String channel, Member member) {
        mock().join(channel, "1." + sockets++, member);
    }

    @Override
    protected Map<String, String> signed(byte[] body) {
        return mock().webhookHeaders(body);
    }
}
