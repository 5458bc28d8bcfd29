package io.milepost.gateway.session;

import io.milepost.channel.ChannelName;
import io.milepost.device.DeviceId;
import io.milepost.gateway.device.Device;
import io.milepost.gateway.device.Devices;
import io.milepost.gateway.protocol.Command;
import io.milepost.gateway.protocol.Dialect;
import io.milepost.gateway.shard.Shard;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One visit of a client's device: where it stands, and whose it turns out to be. Confined to the shard's event loop. */
final class Visit {
    /** In the place of a channel: it was a user's when it was here last. */
    private static final ChannelName OF_USER = new ChannelName("#user");

    private final Shard shard;
    private final Devices devices;
    private final Connection connection;
    private final Dialect dialect;
    private final Subscriptions subscriptions;
    private @Nullable Device device;
    private @Nullable Receipts receipts;
    private boolean holding;
    private boolean over;

    Visit(Shard shard, Services services, Connection connection, Dialect dialect, Subscriptions subscriptions) {
        this.shard = shard;
        this.devices = services.devices();
        this.connection = connection;
        this.dialect = dialect;
        this.subscriptions = subscriptions;
    }

    /** Whether the client wants to be known as a device. */
    boolean isWanted() {
        return dialect.device() != null;
    }

    /**
     * Begins where the device stands.
     *
     * @param then told whether that could be known, unless it is over
     */
    void begin(String userId, Consumer<Boolean> then) {
        open(dialect.deviceOf(userId), then, (opened, nobody) -> {
            subscriptions.onDevice(opened);
            if (dialect.acknowledgesByArrival()) {
                receipts = new Receipts(connection, subscriptions, opened);
            }
            holding = dialect.mayBecomeUser() && opened.place(OF_USER) != null;
        });
    }

    /** Whether the client is a device, and has turned out to be another one than it has begun as. */
    boolean isAnother(String userId) {
        return device != null && !device.is(dialect.deviceOf(userId));
    }

    /**
     * Goes on as the other one, as {@link #begin} does, and hears meanwhile what is said to the user. What the former one had is
     * forgotten, but for that it was a user's.
     */
    void change(Command.SignIn wish, String userId, Consumer<Boolean> then) {
        subscriptions.overhear(wish.own(), wish.member());
        open(dialect.deviceOf(userId), then, (opened, before) -> {
            subscriptions.moveTo(opened);
            if (receipts != null) {
                receipts.moveTo(opened);
            }
            if (before != null) {
                before.vouch();
                before.follow(OF_USER, "1");
                devices.leave(before);
            }
            holding = false;
        });
    }

    private void open(DeviceId id, Consumer<Boolean> then, BiConsumer<Device, @Nullable Device> come) {
        devices.open(id)
                .whenComplete((opened, e) -> shard.loop().execute(() -> {
                    if (over && opened != null) {
                        devices.leave(opened);
                    } else if (!over && opened == null) {
                        then.accept(false);
                    } else if (opened != null) {
                        Device before = device;
                        device = opened;
                        come.accept(opened, before);
                        then.accept(true);
                    }
                }));
    }

    /** Whether nothing is given to the device until its user has signed in. */
    boolean isHolding() {
        return holding;
    }

    /** The user does not sign in. */
    void holdNoLonger() {
        holding = false;
    }

    /** What was written is about to leave. */
    void leaving() {
        if (receipts != null) {
            receipts.leaving();
        }
    }

    /** What was written before a receipt was asked for has arrived. */
    void arrived() {
        if (receipts != null && !over) {
            receipts.arrived();
        }
    }

    void close() {
        over = true;
        if (device != null) {
            devices.leave(device);
        }
    }
}
