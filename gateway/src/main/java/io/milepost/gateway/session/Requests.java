package io.milepost.gateway.session;

import io.milepost.channel.ChannelName;
import io.milepost.cursor.InvalidCursorException;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.presence.Presence.Snapshot;
import io.milepost.gateway.protocol.Command;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Target;
import io.milepost.gateway.publish.Publication;
import io.milepost.gateway.publish.Publication.Refused;
import io.milepost.gateway.publish.Publication.UnderWay;
import io.milepost.gateway.publish.Publishing;
import io.milepost.gateway.shard.Shard;
import io.milepost.log.History.Before;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a client asks for that is no subscription: to publish, to signal, to look back, to see who is there. */
final class Requests {
    /** Answers that one client may have under way; more are refused. */
    private static final int UNDER_WAY = 100;
    /** Pages of history that one client may have under way; each may be a megabyte. */
    private static final int PAGES = 8;

    private final Shard shard;
    private final Services services;
    private final Connection connection;
    private final Consumer<Notice.Refusal> refusals;
    private int underWay;
    private int pages;
    private boolean over;
    /** What is done as soon as nothing is under way; null as long as the client may go on publishing. */
    private @Nullable Runnable afterwards;

    Requests(Shard shard, Services services, Connection connection, Consumer<Notice.Refusal> refusals) {
        this.shard = shard;
        this.services = services;
        this.connection = connection;
        this.refusals = refusals;
    }

    /** The client is gone: what is under way is answered no more. */
    void close() {
        over = true;
    }

    /**
     * Takes nothing more to be published, and does one of these once.
     *
     * @param now if nothing is under way
     * @param later else, as soon as what was taken has been answered
     */
    void finish(Runnable now, Runnable later) {
        afterwards = later;
        if (underWay == 0) {
            now.run();
        }
    }

    /** Does now what was to be done after the last answer, if it was not done yet. */
    void waitNoLonger() {
        if (afterwards != null && !over) {
            afterwards.run();
        }
    }

    void publish(Command.Publish wish, ChannelName channel, @Nullable String id, Principal who) {
        if (isTooMuch(id, wish.target())) {
            return;
        }
        Publication publication =
                services.publishing().toChannel(who, channel, wish.event(), wish.data(), wish.asMember(), wish.trace());
        if (publication instanceof Refused refused) {
            refuse(refused, id, wish.target());
        } else if (publication instanceof UnderWay sent) {
            underWay++;
            sent.done()
                    .whenComplete((taken, failure) -> shard.loop().execute(() -> {
                        underWay--;
                        if (over) {
                            return;
                        }
                        if (failure == null) {
                            shard.tell(connection, new Notice.Published(id, sent.eventId()));
                        } else {
                            String why = "Kafka did not take it; try again";
                            refusals.accept(new Notice.Refusal(id, ErrorCode.UNAVAILABLE, why, wish.target()));
                        }
                        if (underWay == 0) {
                            waitNoLonger();
                        }
                    }));
        }
    }

    void signal(Command.Signal wish, ChannelName channel, @Nullable String id, Principal who) {
        Refused refused = services.publishing().whyNotSignal(who, channel, wish.event(), wish.asMember());
        if (refused != null) {
            refuse(refused, id, wish.target());
            return;
        }
        Notice.Signalled signal = new Notice.Signalled(
                channel, wish.event(), UUID.randomUUID().toString(), Publishing.SOURCE, who.userId(), wish.data());
        services.signals().say(signal, connection);
        services.publishing().signalled();
    }

    void tell(Command.Tell wish, ChannelName channel) {
        services.signals()
                .say(
                        new Notice.Signalled(
                                channel,
                                wish.event(),
                                UUID.randomUUID().toString(),
                                Publishing.SOURCE,
                                wish.userId(),
                                wish.data()),
                        connection);
        services.publishing().signalled();
    }

    void history(Command.History wish, ChannelName channel, @Nullable String id, Principal who) {
        if (!who.maySubscribe(channel)) {
            refusals.accept(Refusals.forbidden(id, wish.target()));
            return;
        }
        if (pages == PAGES || connection.isFull()) {
            String why = "at most " + PAGES + " pages may be under way, and answers have to be taken";
            refusals.accept(new Notice.Refusal(id, ErrorCode.UNAVAILABLE, why, wish.target()));
            return;
        }
        Before before;
        try {
            before = before(wish.before(), channel);
        } catch (InvalidCursorException e) {
            String why = "before: a time (RFC 3339) or a cursor of this channel is expected";
            refusals.accept(new Notice.Refusal(id, ErrorCode.INVALID_CURSOR, why, wish.target()));
            return;
        }
        pages++;
        Pages.look(shard, channel, before, wish.limit(), looked -> {
            pages--;
            if (over) {
                return;
            }
            if (looked instanceof Pages.Looked.Seen seen) {
                shard.tell(
                        connection,
                        new Notice.Page(id, wish.target(), seen.events(), seen.gaps(), seen.cursor(), seen.complete()));
            } else if (looked instanceof Pages.Looked.Failed failed) {
                refusals.accept(new Notice.Refusal(id, ErrorCode.UNAVAILABLE, failed.why(), wish.target()));
            }
        });
    }

    private Before before(@Nullable String said, ChannelName channel) {
        if (said == null) {
            return new Before.Now();
        }
        String time = Rfc3339.normalise(said);
        return time == null ? shard.before(channel, said) : new Before.Time(Instant.parse(time));
    }

    void presence(Command.Presence wish, ChannelName channel, @Nullable String id, Principal who) {
        if (who.maySubscribe(channel)) {
            Snapshot now = services.presence().of(channel);
            shard.tell(connection, new Notice.Present(id, wish.target(), now.count(), now.members()));
        } else {
            refusals.accept(Refusals.forbidden(id, wish.target()));
        }
    }

    private boolean isTooMuch(@Nullable String id, Target target) {
        if (underWay < UNDER_WAY && afterwards == null) {
            return false;
        }
        String why = afterwards == null
                ? "at most " + UNDER_WAY + " requests may be under way"
                : "this node is going away; publish elsewhere";
        refusals.accept(new Notice.Refusal(id, ErrorCode.UNAVAILABLE, why, target));
        return true;
    }

    private void refuse(Refused refused, @Nullable String id, Target target) {
        refusals.accept(new Notice.Refusal(id, refused.code(), refused.message(), target, refused.retryAfterMs()));
    }
}
