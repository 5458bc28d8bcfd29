package io.milepost.gateway.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.netty.buffer.ByteBuf;
import java.util.Set;

/** How one client is told of the figures it has asked for. Confined to the connection's event loop. */
final class MetricsWire implements Wire {
    private static final String UPDATE = "metric_update";

    private Set<String> shown = Set.of();

    void show(Set<String> metrics) {
        shown = Set.copyOf(metrics);
    }

    @Override
    public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {
        // Figures are a service's to tell, not another client's.
        if (event.userId() == null
                && event.type().equals(UPDATE)
                && event.data().tree() instanceof ObjectNode data
                && shown.contains(data.path("metric").asText())) {
            ObjectNode details = JsonNodeFactory.instance.objectNode();
            details.setAll(data);
            if (!details.hasNonNull("timestamp")) {
                details.put("timestamp", event.time());
            }
            RoomWire.frame(out, UPDATE, event.id(), event.time(), details);
        }
    }

    @Override
    public void notice(ByteBuf out, Notice notice) {
        if (!(notice instanceof Notice.MemberMoved || notice instanceof Notice.Signalled)) {
            RoomWire.CHAT.notice(out, notice);
        }
    }

    @Override
    public boolean isShared() {
        return false;
    }
}
