package io.milepost.gateway.session;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.device.Device;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client has had that does not acknowledge: a ping is written behind what it is given, one at a time, and its pong says
 * that everything before has arrived. Confined to the event loop.
 */
final class Receipts {
    private final Connection connection;
    private final Subscriptions subscriptions;
    private Device device;
    private @Nullable Map<ChannelName, String> asked;
    private long givenThen;

    Receipts(Connection connection, Subscriptions subscriptions, Device device) {
        this.connection = connection;
        this.subscriptions = subscriptions;
        this.device = device;
        this.givenThen = connection.eventsGiven();
    }

    /** Another device's places are kept from now on; what is on its way is not acknowledged by either. */
    void moveTo(Device other) {
        device = other;
        asked = asked == null ? null : Map.of();
    }

    /** What was written is about to leave. */
    void leaving() {
        if (asked == null && connection.eventsGiven() != givenThen) {
            givenThen = connection.eventsGiven();
            asked = subscriptions.cursors();
            connection.askForReceipt();
        }
    }

    /** The pong has come. */
    void arrived() {
        Map<ChannelName, String> had = asked;
        if (had != null) {
            asked = null;
            had.forEach((channel, cursor) -> {
                if (device.place(channel) != null) {
                    device.acknowledge(channel, cursor);
                }
            });
            if (connection.eventsGiven() != givenThen) {
                leaving();
                connection.sendNow();
            }
        }
    }
}
