package io.milepost.gateway.session;

import io.milepost.channel.ChannelName;
import io.milepost.cursor.Cursor;
import io.milepost.cursor.InvalidCursorException;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
    private final LastEvents lastEvents;
    private final Map<ChannelName, Followed> followed = new HashMap<>(2);
    private @Nullable Device device;
    /** How many of them the client has not asked for. */
    private int unasked;

    /** A subscription and the way in which it is one. */
    private record Followed(Subscription subscription, Way way) {}

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
        this.lastEvents = services.lastEvents().on(shard);
    }

    /** Where the client's device stands is kept from now on. */
    void onDevice(Device known) {
        device = known;
    }

    /**
     * The client has turned out to be another device: it goes on where that was. Where the former one stood is forgotten.
     */
    void moveTo(Device other) {
        Device before = device;
        device = other;
        for (Map.Entry<ChannelName, Followed> one : List.copyOf(followed.entrySet())) {
            ChannelName channel = one.getKey();
            Way way = one.getValue().way();
            if (before != null) {
                before.forget(channel);
            }
            if (way.kept() && place(channel) != null) {
                begin(Target.of(channel), channel, new Since.Unsaid(), null, way, false);
            } else if (way.kept()) {
                other.follow(channel, one.getValue().subscription().cursor());
            }
        }
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
            refusals.accept(Refusals.forbidden(id, target));
        } else if (before != null && since instanceof Since.Unsaid) {
            shard.tell(
                    connection,
                    new Notice.Subscribed(id, target, before.subscription().cursor(), false));
        } else if (since instanceof Since.OfDevice && device == null) {
            refusals.accept(new Notice.Refusal(
                    id, ErrorCode.INVALID_MESSAGE, "since: the address has named no device", target));
        } else if (before == null && followed.size() - unasked >= limit()) {
            refusals.accept(Refusals.tooManySubscriptions(id, target, limit()));
        } else {
            Member member = new Member(who.userId(), who.name(), who.avatar());
            begin(target, channel, since, id, new Way(member, isSeen(channel), 0, true, true, true, false), answer);
        }
    }

    /** Follows a channel for which the client has been found good. */
    void enter(Command.Enter wish, @Nullable String id, Principal who) {
        Target target = wish.target();
        ChannelName channel = channel(target, id);
        if (channel == null) {
            return;
        }
        Followed before = followed.get(channel);
        Member member = wish.member();
        if (before != null && before.way().asked() && wish.since() instanceof Since.Unsaid) {
            shard.tell(connection, new Notice.SubscribedBefore(target));
        } else if (before == null && followed.size() - unasked >= limit()) {
            refusals.accept(Refusals.tooManySubscriptions(id, target, limit()));
        } else {
            Member here = member == null ? new Member(who.userId(), who.name(), who.avatar()) : member;
            Way way = new Way(here, member != null, member == null ? 0 : wish.most(), true, true, true, wish.last());
            begin(target, channel, wish.since(), id, way, true);
        }
    }

    private int limit() {
        return services.limits().subscriptions();
    }

    /**
     * Follows a channel for which the client has not asked, and is not told so.
     *
     * @param seen whether others see it there
     * @param counted whether it is there for others at all
     * @param kept whether where its device stands is kept
     */
    void accompany(Target target, Member member, boolean seen, boolean counted, boolean kept) {
        ChannelName channel = channel(target, null);
        Followed before = channel == null ? null : followed.get(channel);
        if (channel != null && (before == null || (kept && !before.way().kept()))) {
            unasked += before == null ? 1 : 0;
            begin(
                    target,
                    channel,
                    new Since.Unsaid(),
                    null,
                    new Way(member, seen, 0, counted, false, kept, false),
                    false);
        }
    }

    /** Hears what is announced on a channel and gets no events of it, until it is to {@link #accompany} the client. */
    void overhear(Target target, Member member) {
        ChannelName channel = channel(target, null);
        if (channel != null && !followed.containsKey(channel)) {
            unasked++;
            Subscription subscription = shard.subscribe(connection, channel, new Since.Unsaid());
            subscription.hearsAfter(shards.announced());
            follow(channel, subscription, new Way(member, false, 0, true, false, false, false));
        }
    }

    /** Of the channels that it follows without being there, follows these alone from now on. */
    void watchOnly(Collection<Target> watched) {
        Set<String> names = watched.stream().map(Target::name).collect(Collectors.toSet());
        for (Map.Entry<ChannelName, Followed> one : List.copyOf(followed.entrySet())) {
            if (!one.getValue().way().counted() && !names.contains(one.getKey().value())) {
                remove(one.getKey(), false);
            }
        }
    }

    /** Whether a user is seen on a channel, over all nodes. */
    boolean isSeen(Target target, String userId) {
        List<Member> members = presence.seenOn(new ChannelName(target.name())).members();
        return members != null
                && members.stream().anyMatch(member -> member.id().equals(userId));
    }

    private void begin(Target target, ChannelName channel, Since wish, @Nullable String id, Way way, boolean answer) {
        String place = way.kept() ? place(channel) : null;
        boolean expired = place == null && wish instanceof Since.OfDevice;
        Since since = from(wish, place);
        Subscription subscription;
        try {
            subscription = shard.subscribe(connection, channel, since);
            if (device != null && way.kept() && !device.follow(channel, subscription.cursor())) {
                subscription.close();
                refusals.accept(Refusals.tooManyPlaces(id, target));
                return;
            }
            if (!followed.containsKey(channel)) {
                subscription.hearsAfter(shards.announced());
            }
        } catch (InvalidCursorException e) {
            refusals.accept(new Notice.Refusal(id, ErrorCode.INVALID_CURSOR, "since: " + e.getMessage(), target));
            return;
        }
        if (!follow(channel, subscription, way)) {
            subscription.close();
            if (device != null && place == null) {
                device.forget(channel);
            }
            refusals.accept(Refusals.tooManyMembers(id, target, way.most()));
            return;
        }
        if (answer) {
            boolean recovered = since instanceof Since.After && subscription.isWhole();
            List<Member> members = way.member().data() == null ? List.of() : members(subscription, way.member());
            shard.tell(connection, new Notice.Subscribed(id, target, subscription.cursor(), recovered, members));
        }
        if (expired) {
            shard.tell(connection, new Notice.Gap(channel, GapReason.DEVICE_EXPIRED, subscription.cursor()));
        }
        if (way.last()) {
            lastEvents.tellAndStart(target, connection, subscription, since instanceof Since.After);
        } else {
            subscription.start();
        }
    }

    /** Returns whether there was room for one more. */
    private boolean follow(ChannelName channel, Subscription subscription, Way way) {
        Followed before = followed.get(channel);
        boolean joins = way.counted() && (before == null || !before.way().counted());
        if (joins && !presence.join(channel, way.member(), way.seen(), way.most(), connection)) {
            return false;
        }
        followed.put(
                channel,
                new Followed(
                        subscription,
                        joins || before == null ? way : before.way().askedLike(way)));
        if (before != null) {
            before.subscription().close();
            unasked -= way.asked() && !before.way().asked() ? 1 : 0;
        }
        return true;
    }

    /**
     * Who is there, the one among them who asks; that one alone if they are too many to be named. The subscription hears of those
     * who come and go after that.
     */
    private List<Member> members(Subscription subscription, Member own) {
        Presence.Sight sight = presence.lookAt(subscription.channel());
        subscription.hearsAfter(sight.announced());
        return sight.members() == null ? List.of(own) : sight.members();
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

    /** The client goes on following a channel, and may ask for it anew. */
    void forsake(Target target) {
        followed.computeIfPresent(new ChannelName(target.name()), (channel, known) -> {
            unasked += known.way().asked() ? 1 : 0;
            return new Followed(known.subscription(), known.way().unasked());
        });
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
            refusals.accept(Refusals.forbidden(id, ack.target()));
        } else if (device != null && !device.acknowledge(channel, ack.cursor())) {
            refusals.accept(Refusals.tooManyPlaces(id, ack.target()));
        }
    }

    private void remove(ChannelName channel, boolean lost) {
        Followed gone = followed.remove(channel);
        if (gone != null) {
            gone.subscription().close();
            Way way = gone.way();
            unasked -= way.asked() ? 0 : 1;
            if (way.counted()) {
                presence.leave(channel, way.member(), way.seen(), lost, connection);
            }
        }
    }

    /** Gives up what a fresh token does not reach. */
    void authoriseAgain(Principal who) {
        for (ChannelName channel : List.copyOf(followed.keySet())) {
            if (!who.maySubscribe(channel)) {
                remove(channel, false);
                refusals.accept(Refusals.forbidden(null, Target.of(channel)));
            }
        }
    }

    /** The channel meant, or null if the client has been told that it cannot be one. */
    @Nullable
    ChannelName channel(Target target, @Nullable String id) {
        if (ChannelName.isValid(target.name())) {
            return new ChannelName(target.name());
        }
        refusals.accept(Refusals.noName(id, target));
        return null;
    }

    /** Whether the client follows a channel, whatever was refused about it. */
    boolean isFollowed(Target target) {
        return ChannelName.isValid(target.name()) && followed.containsKey(new ChannelName(target.name()));
    }

    /** Where the client stands in each channel that its device keeps. */
    Map<ChannelName, String> cursors() {
        Map<ChannelName, String> cursors = new HashMap<>();
        followed.forEach((channel, known) -> {
            if (device != null && device.place(channel) != null) {
                cursors.put(channel, known.subscription().cursor());
            }
        });
        return cursors;
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
}
