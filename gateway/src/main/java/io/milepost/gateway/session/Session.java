package io.milepost.gateway.session;

import io.milepost.channel.ChannelName;
import io.milepost.cursor.InvalidCursorException;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.auth.Tokens;
import io.milepost.gateway.auth.Verdict;
import io.milepost.gateway.protocol.Command;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.protocol.Inbound;
import io.milepost.gateway.protocol.NativeReader;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Target;
import io.milepost.gateway.shard.Shard;
import io.milepost.gateway.shard.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One client's stay on one shard, from the upgrade to the end of the connection. Confined to the shard's event loop.
 *
 * <p>While a token is checked, frames wait, up to a bound. Before a token was found good, nothing but {@code auth} is taken.
 */
public final class Session {
    private final Shard shard;
    private final Tokens tokens;
    private final SessionLimits limits;
    private final Connection connection;
    private final long opened = System.nanoTime();
    private final Map<ChannelName, Subscription> subscriptions = new HashMap<>(2);
    private final Queue<String> waiting = new ArrayDeque<>(0);
    private List<Target> wanted;
    private @Nullable Principal principal;
    private boolean checking;
    private boolean closed;
    private long pingedAt = opened;

    /**
     * A stay that begins.
     *
     * @param wanted channels named in the address, to be subscribed to as soon as it is known who asks
     */
    public Session(Shard shard, Tokens tokens, SessionLimits limits, Connection connection, List<Target> wanted) {
        this.shard = shard;
        this.tokens = tokens;
        this.limits = limits;
        this.connection = connection;
        this.wanted = List.copyOf(wanted);
    }

    /** The address already said who it is, and the token was good. */
    public void admit(Principal known) {
        principal = known;
        subscribeToWanted(known);
    }

    /** A text frame came. */
    public void receive(String frame) {
        if (closed) {
            return;
        }
        if (!checking) {
            handle(frame);
        } else if (waiting.size() < limits.waitingFrames()) {
            waiting.add(frame);
        } else {
            refuse(Notice.Refusal.of(ErrorCode.RATE_LIMITED, "Rate limit exceeded"));
        }
    }

    /** Something is wrong with the connection or with what came over it. */
    public void refuse(Notice.Refusal refusal) {
        if (closed) {
            return;
        }
        shard.tell(connection, refusal);
        if (refusal.code().closeCode() != 0) {
            end(refusal.code().closeCode(), refusal.message());
        }
    }

    /** The socket takes bytes again. */
    public void drained() {
        subscriptions.values().forEach(Subscription::drained);
    }

    /** The connection is gone. */
    public void gone() {
        closed = true;
        waiting.clear();
        List.copyOf(subscriptions.values()).forEach(Subscription::close);
        subscriptions.clear();
    }

    /** This node is going: the client is asked to come back elsewhere after so many milliseconds. */
    public void drain(long afterMs) {
        if (!closed) {
            shard.tell(connection, new Notice.Reconnect(afterMs));
            end(1001, "this node is going away");
        }
    }

    /** Looks at the clock. Called about once a second. */
    public void tick(long nanos, Instant now) {
        if (closed) {
            return;
        }
        Principal known = principal;
        long silent = nanos - connection.lastSignOfLife();
        if (known == null && passed(limits.authTimeout(), nanos - opened)) {
            refuse(Notice.Refusal.of(ErrorCode.AUTH_TIMEOUT, "no token came in time"));
        } else if (known != null && now.isAfter(known.expiresAt())) {
            refuse(Notice.Refusal.of(ErrorCode.TOKEN_EXPIRED, "the token has expired"));
        } else if (passed(limits.silence(), silent)) {
            connection.abort();
        } else if (passed(limits.pingAfter(), silent) && passed(limits.pingAfter(), nanos - pingedAt)) {
            pingedAt = nanos;
            connection.ping();
        }
    }

    private static boolean passed(Duration limit, long nanos) {
        return nanos > limit.toNanos();
    }

    private void handle(String frame) {
        Inbound inbound = NativeReader.read(frame);
        Principal known = principal;
        if (inbound instanceof Inbound.Request request && request.command() instanceof Command.Auth auth) {
            check(auth.token(), request.id());
        } else if (known == null) {
            refuse(Notice.Refusal.of(ErrorCode.UNAUTHENTICATED, "the first frame must be auth with a token"));
        } else if (inbound instanceof Inbound.Nonsense nonsense) {
            refuse(nonsense.answer());
        } else if (inbound instanceof Inbound.Request request) {
            carryOut(request.command(), request.id(), known);
        }
    }

    private void carryOut(Command command, @Nullable String id, Principal known) {
        if (command instanceof Command.Ping) {
            shard.tell(connection, new Notice.Pong(id));
        } else if (command instanceof Command.Subscribe subscribe) {
            for (Target target : subscribe.targets()) {
                subscribe(target, subscribe.since(), id, known, true);
            }
        } else if (command instanceof Command.Unsubscribe unsubscribe) {
            unsubscribe.targets().forEach(target -> unsubscribe(target, id));
        }
    }

    private void check(String token, @Nullable String id) {
        checking = true;
        connection.reading(false);
        tokens.check(token)
                .onComplete(checked -> shard.loop().execute(() -> {
                    checking = false;
                    if (!closed) {
                        settle(checked.result(), id);
                        connection.reading(true);
                        takeWaiting();
                    }
                }));
    }

    private void takeWaiting() {
        while (!checking && !closed && !waiting.isEmpty()) {
            handle(waiting.remove());
        }
    }

    private void settle(Verdict verdict, @Nullable String id) {
        if (verdict instanceof Verdict.Good good) {
            authenticated(good.principal(), id);
        } else if (verdict instanceof Verdict.Bad bad) {
            ErrorCode code = bad.expired() ? ErrorCode.TOKEN_EXPIRED : ErrorCode.UNAUTHENTICATED;
            refuse(new Notice.Refusal(id, code, bad.why(), null));
        } else if (verdict instanceof Verdict.Unknown unknown) {
            refuse(new Notice.Refusal(id, ErrorCode.UNAVAILABLE, unknown.why(), null));
        }
    }

    /** A token was found good, the first or a fresh one: everything subscribed is authorised again. */
    private void authenticated(Principal fresh, @Nullable String id) {
        Principal known = principal;
        if (known != null && !known.userId().equals(fresh.userId())) {
            refuse(new Notice.Refusal(id, ErrorCode.FORBIDDEN, "token: the connection is another user's", null));
            return;
        }
        principal = fresh;
        shard.tell(
                connection,
                new Notice.Authenticated(id, fresh.userId(), fresh.expiresAt().toString()));
        for (Subscription subscription : List.copyOf(subscriptions.values())) {
            ChannelName channel = subscription.channel();
            if (!fresh.maySubscribe(channel)) {
                subscription.close();
                subscriptions.remove(channel);
                refuse(forbidden(null, Target.of(channel)));
            }
        }
        subscribeToWanted(fresh);
    }

    private void subscribeToWanted(Principal known) {
        List<Target> targets = wanted;
        wanted = List.of();
        targets.forEach(target -> subscribe(target, new Since.Unsaid(), null, known, false));
    }

    private void subscribe(Target target, Since since, @Nullable String id, Principal known, boolean answer) {
        if (!ChannelName.isValid(target.name())) {
            refuse(new Notice.Refusal(
                    id,
                    ErrorCode.INVALID_CHANNEL,
                    "channel: a name has 1 to " + ChannelName.MAX_LENGTH + " letters, digits or -_=@,.;",
                    target));
            return;
        }
        ChannelName channel = new ChannelName(target.name());
        Subscription before = subscriptions.get(channel);
        if (!known.maySubscribe(channel)) {
            refuse(forbidden(id, target));
        } else if (before != null && since instanceof Since.Unsaid) {
            shard.tell(connection, new Notice.Subscribed(id, target, before.cursor(), false));
        } else if (before == null && subscriptions.size() >= limits.subscriptions()) {
            refuse(new Notice.Refusal(
                    id,
                    ErrorCode.TOO_MANY_CHANNELS,
                    "channel: a connection has at most " + limits.subscriptions() + " subscriptions",
                    target));
        } else {
            begin(target, channel, since, id, answer);
        }
    }

    private void begin(Target target, ChannelName channel, Since since, @Nullable String id, boolean answer) {
        Subscription subscription;
        try {
            subscription = shard.subscribe(connection, channel, since);
        } catch (InvalidCursorException e) {
            refuse(new Notice.Refusal(id, ErrorCode.INVALID_CURSOR, "since: " + e.getMessage(), target));
            return;
        }
        Subscription before = subscriptions.put(channel, subscription);
        if (before != null) {
            before.close();
        }
        if (answer) {
            boolean recovered = since instanceof Since.After && subscription.isWhole();
            shard.tell(connection, new Notice.Subscribed(id, target, subscription.cursor(), recovered));
        }
        subscription.start();
    }

    private void unsubscribe(Target target, @Nullable String id) {
        if (ChannelName.isValid(target.name())) {
            Subscription subscription = subscriptions.remove(new ChannelName(target.name()));
            if (subscription != null) {
                subscription.close();
            }
        }
        shard.tell(connection, new Notice.Unsubscribed(id, target));
    }

    private void end(int code, String reason) {
        gone();
        connection.close(code, reason);
    }

    private static Notice.Refusal forbidden(@Nullable String id, Target target) {
        return new Notice.Refusal(id, ErrorCode.FORBIDDEN, "channel: the token does not reach it", target);
    }
}
