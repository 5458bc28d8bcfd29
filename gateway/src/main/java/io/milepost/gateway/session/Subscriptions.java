package io.milepost.gateway.session;

import io.milepost.channel.ChannelName;
import io.milepost.cursor.Cursor;
import io.milepost.cursor.InvalidCursorException;
import io.milepost.device.Places;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.device.Device;
import io.milepost.gateway.presence.Presence;
import io.milepost.gateway.protocol.Command;
import io.milepost.gateway.protocol.Dialect.Seen;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.protocol.Member;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Target;
import io.milepost.gateway.shard.Shard;
import io.milepost.gateway.shard.Shards;
import io.milepost.gateway.shard.Subscription;
import io.milepost.log.GapReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The channels that one client follows. Confined to the shard's event loop. */
final class Subscriptions {
    private final Shard shard;
    private final Presence presence;
    private final Shards shards;
    private final Services services;
    private final Seen seen;
    private final Connection connection;
    private final Consumer<Notice.Refusal> refusals;
    private final Map<ChannelName, Followed> followed = new HashMap<>(2);
    private @Nullable Device device;

    /** A subscription and as whom it is known to others. */
    private record Followed(Subscription subscription, Member member) {}

    /**
     * None yet.
     *
     * @param seen where the client is seen by others
     * @param refusals told what cannot be done
     */
    Subscriptions(Shard shard, Services services, Seen seen, Connection connection, Consumer<Notice.Refusal> refusals) {
        this.shard = shard;
        this.presence = services.presence();
        this.shards = services.shards();
        this.services = services;
        this.seen = seen;
        this.connection = connection;
        this.refusals = refusals;
    }

    /** Where the client's device stands is kept from now on. */
    void onDevice(Device known) {
        device = known;
    }

    /**
     * Follows a channel.
     *
     * @param answer whether the client is told so
     */
    void add(Target target, Since since, @Nullable String id, Principal who, boolean answer) {
        ChannelName channel = channel(target, id);
        if (channel == null) {
            return;
        }
        Followed before = followed.get(channel);
        if (!who.maySubscribe(channel)) {
            refusals.accept(forbidden(id, target));
        } else if (before != null && since instanceof Since.Unsaid) {
            shard.tell(
                    connection,
                    new Notice.Subscribed(id, target, before.subscription().cursor(), false));
        } else if (since instanceof Since.OfDevice && device == null) {
            refusals.accept(new Notice.Refusal(
                    id, ErrorCode.INVALID_MESSAGE, "since: the address has named no device", target));
        } else if (before == null && followed.size() >= services.limits().subscriptions()) {
            refusals.accept(new Notice.Refusal(
                    id,
                    ErrorCode.TOO_MANY_CHANNELS,
                    "channel: a connection has at most " + services.limits().subscriptions() + " subscriptions",
                    target));
        } else {
            begin(target, channel, since, id, who, answer);
        }
    }

    private void begin(
            Target target, ChannelName channel, Since wish, @Nullable String id, Principal who, boolean answer) {
        String place = place(channel);
        boolean expired = place == null && wish instanceof Since.OfDevice;
        Since since = from(wish, place);
        Subscription subscription;
        try {
            subscription = shard.subscribe(connection, channel, since);
            if (device != null && !device.follow(channel, subscription.cursor())) {
                subscription.close();
                refusals.accept(tooManyPlaces(id, target));
                return;
            }
            if (!followed.containsKey(channel)) {
                subscription.hearsAfter(shards.announced());
            }
        } catch (InvalidCursorException e) {
            refusals.accept(new Notice.Refusal(id, ErrorCode.INVALID_CURSOR, "since: " + e.getMessage(), target));
            return;
        }
        Member member = new Member(who.userId(), who.name(), who.avatar());
        Followed before = followed.put(channel, new Followed(subscription, member));
        if (before == null) {
            presence.join(channel, member, isSeen(channel), connection);
        } else {
            followed.put(channel, new Followed(subscription, before.member()));
            before.subscription().close();
        }
        if (answer) {
            boolean recovered = since instanceof Since.After && subscription.isWhole();
            shard.tell(connection, new Notice.Subscribed(id, target, subscription.cursor(), recovered));
        }
        if (expired) {
            shard.tell(connection, new Notice.Gap(channel, GapReason.DEVICE_EXPIRED, subscription.cursor()));
        }
        subscription.start();
    }

    /** Where the device stands in a channel; null if there is none, or it is not known, or not understood. */
    private @Nullable String place(ChannelName channel) {
        String place = device == null ? null : device.place(channel);
        try {
            if (place != null) {
                Cursor.decode(place, channel);
            }
            return place;
        } catch (InvalidCursorException e) {
            return null;
        }
    }

    /** Where to begin, given where the device stands in the channel. */
    private static Since from(Since wish, @Nullable String place) {
        if (!(wish instanceof Since.Unsaid || wish instanceof Since.OfDevice)) {
            return wish;
        }
        if (place != null) {
            return new Since.After(place);
        }
        return wish instanceof Since.OfDevice ? new Since.Latest() : wish;
    }

    /** The client wants to follow a channel no longer; it does not matter whether it did. */
    void leave(Target target, @Nullable String id) {
        if (ChannelName.isValid(target.name())) {
            ChannelName channel = new ChannelName(target.name());
            remove(channel, false);
            if (device != null) {
                device.forget(channel);
            }
        }
        shard.tell(connection, new Notice.Unsubscribed(id, target));
    }

    /** The client has had everything before a cursor. */
    void acknowledge(ChannelName channel, Command.Ack ack, @Nullable String id, Principal who) {
        try {
            Cursor.decode(ack.cursor(), channel);
        } catch (InvalidCursorException e) {
            refusals.accept(
                    new Notice.Refusal(id, ErrorCode.INVALID_CURSOR, "cursor: " + e.getMessage(), ack.target()));
            return;
        }
        if (!who.maySubscribe(channel)) {
            refusals.accept(forbidden(id, ack.target()));
        } else if (device != null && !device.acknowledge(channel, ack.cursor())) {
            refusals.accept(tooManyPlaces(id, ack.target()));
        }
    }

    private static Notice.Refusal tooManyPlaces(@Nullable String id, Target target) {
        return new Notice.Refusal(
                id,
                ErrorCode.TOO_MANY_CHANNELS,
                "channel: the names and cursors of what a device follows have at most " + Places.MAX_BYTES + " bytes",
                target);
    }

    private void remove(ChannelName channel, boolean lost) {
        Followed gone = followed.remove(channel);
        if (gone != null) {
            gone.subscription().close();
            presence.leave(channel, gone.member(), isSeen(channel), lost, connection);
        }
    }

    /** Gives up what a fresh token does not reach. */
    void authoriseAgain(Principal who) {
        for (ChannelName channel : List.copyOf(followed.keySet())) {
            if (!who.maySubscribe(channel)) {
                remove(channel, false);
                refusals.accept(forbidden(null, Target.of(channel)));
            }
        }
    }

    /** The channel meant, or null if the client has been told that it cannot be one. */
    @Nullable
    ChannelName channel(Target target, @Nullable String id) {
        if (ChannelName.isValid(target.name())) {
            return new ChannelName(target.name());
        }
        refusals.accept(new Notice.Refusal(
                id,
                ErrorCode.INVALID_CHANNEL,
                "channel: a name has 1 to " + ChannelName.MAX_LENGTH + " letters, digits or -_=@,.;",
                target));
        return null;
    }

    /** The cursor of a channel that is followed. */
    @Nullable
    String cursor(ChannelName channel) {
        Followed known = followed.get(channel);
        return known == null ? null : known.subscription().cursor();
    }

    int size() {
        return followed.size();
    }

    void drained() {
        followed.values().forEach(known -> known.subscription().drained());
    }

    /** The connection is gone; whether the client is, shows. */
    void close() {
        List.copyOf(followed.keySet()).forEach(channel -> remove(channel, true));
    }

    private boolean isSeen(ChannelName channel) {
        return seen == Seen.EVERYWHERE || (seen == Seen.ON_PRESENCE_CHANNELS && channel.isPresence());
    }

    static Notice.Refusal forbidden(@Nullable String id, Target target) {
        return new Notice.Refusal(id, ErrorCode.FORBIDDEN, "channel: the token does not reach it", target);
    }
}
