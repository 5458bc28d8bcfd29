package io.milepost.gateway.session;

import io.milepost.channel.ChannelName;
import io.milepost.cursor.InvalidCursorException;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.presence.Presence;
import io.milepost.gateway.protocol.Dialect.Seen;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.protocol.Member;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Target;
import io.milepost.gateway.shard.Shard;
import io.milepost.gateway.shard.Shards;
import io.milepost.gateway.shard.Subscription;
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
            Target target, ChannelName channel, Since since, @Nullable String id, Principal who, boolean answer) {
        Subscription subscription;
        try {
            subscription = shard.subscribe(connection, channel, since);
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
        subscription.start();
    }

    /** Follows a channel no longer; it does not matter whether it did. */
    void remove(Target target, @Nullable String id) {
        if (ChannelName.isValid(target.name())) {
            remove(new ChannelName(target.name()));
        }
        shard.tell(connection, new Notice.Unsubscribed(id, target));
    }

    private void remove(ChannelName channel) {
        Followed gone = followed.remove(channel);
        if (gone != null) {
            gone.subscription().close();
            presence.leave(channel, gone.member(), isSeen(channel), connection);
        }
    }

    /** Gives up what a fresh token does not reach. */
    void authoriseAgain(Principal who) {
        for (ChannelName channel : List.copyOf(followed.keySet())) {
            if (!who.maySubscribe(channel)) {
                remove(channel);
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

    void close() {
        List.copyOf(followed.keySet()).forEach(this::remove);
    }

    private boolean isSeen(ChannelName channel) {
        return seen == Seen.EVERYWHERE || (seen == Seen.ON_PRESENCE_CHANNELS && channel.isPresence());
    }

    static Notice.Refusal forbidden(@Nullable String id, Target target) {
        return new Notice.Refusal(id, ErrorCode.FORBIDDEN, "channel: the token does not reach it", target);
    }
}
