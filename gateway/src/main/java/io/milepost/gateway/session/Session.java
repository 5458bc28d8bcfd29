package io.milepost.gateway.session;

import io.milepost.channel.ChannelName;
import io.milepost.device.DeviceId;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.auth.Verdict;
import io.milepost.gateway.device.Device;
import io.milepost.gateway.limit.Allowance;
import io.milepost.gateway.protocol.Command;
import io.milepost.gateway.protocol.Dialect;
import io.milepost.gateway.protocol.Dialect.Wanted;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.protocol.Inbound;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Target;
import io.milepost.gateway.shard.Shard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's stay on one shard, from the upgrade to the end of the connection. Confined to the shard's event loop.
 *
 * <p>While a token is checked, frames wait, up to a bound. Before a token was found good, nothing but {@code auth} is taken.
 */
public final class Session {
    /** Of the registered close codes, 1013 says that the same may work a little later. */
    private static final Ending AWAY = new Ending(ErrorCode.UNAVAILABLE.code(), 1013);

    private final Shard shard;
    private final Services services;
    private final Connection connection;
    private final Dialect dialect;
    private final long opened = System.nanoTime();
    private final Allowance messages;
    private final Subscriptions subscriptions;
    private final Requests requests;
    private final Queue<String> waiting = new ArrayDeque<>(0);
    private @Nullable Principal principal;
    private @Nullable Device device;
    private boolean checking;
    private boolean closed;
    private int frames;
    private long pingedAt = opened;

    /** A stay that begins. */
    public Session(Shard shard, Services services, Connection connection, Dialect dialect) {
        this.shard = shard;
        this.services = services;
        this.connection = connection;
        this.dialect = dialect;
        this.messages = new Allowance(services.limits().messagesPerMinute(), opened);
        this.subscriptions = new Subscriptions(shard, services, dialect.seen(), connection, this::refuseToFollow);
        this.requests = new Requests(shard, services, connection, this::refuse);
    }

    /** The address already said who it is, and the token was good. */
    public void admit(Principal known) {
        if (enter(known)) {
            begin(known);
            takeWaiting();
        }
    }

    /** It is known who the client is: where its device stands comes first, then what it wants to follow. */
    private void begin(Principal known) {
        String name = dialect.device();
        if (name == null) {
            subscribeToWanted(known);
            return;
        }
        checking = true;
        connection.reading(false);
        services.devices()
                .open(new DeviceId(known.userId(), name))
                .whenComplete((opened, e) -> shard.loop().execute(() -> {
                    checking = false;
                    come(opened, known);
                }));
    }

    private void come(@Nullable Device opened, Principal known) {
        if (closed) {
            if (opened != null) {
                services.devices().leave(opened);
            }
        } else if (opened == null) {
            refuse(Notice.Refusal.of(ErrorCode.UNAVAILABLE, "device: where it stands cannot be known now"));
            end(AWAY, "where the device stands cannot be known now");
        } else {
            device = opened;
            subscriptions.onDevice(opened);
            subscribeToWanted(known);
            connection.reading(true);
            takeWaiting();
        }
    }

    /** A text frame came. */
    public void receive(String frame) {
        if (closed) {
            return;
        }
        frames++;
        long wait = messages.take(System.nanoTime());
        if (wait > 0) {
            refuse(rateLimited(wait));
        } else if (!checking) {
            handle(frame);
        } else {
            await(frame);
        }
    }

    private void await(String frame) {
        if (waiting.size() < services.limits().waitingFrames()) {
            waiting.add(frame);
        } else {
            refuse(rateLimited(services.limits().authTimeout().toMillis()));
        }
    }

    /** Something is wrong with the connection or with what came over it. */
    public void refuse(Notice.Refusal refusal) {
        if (closed) {
            return;
        }
        shard.tell(connection, refusal);
        if (refusal.code().closeCode() != 0) {
            end(Ending.refused(refusal.code()), refusal.message());
        }
    }

    private void refuseToFollow(Notice.Refusal refusal) {
        Target lost = refusal.target();
        if (lost != null) {
            dialect.lost(lost);
        }
        refuse(refusal);
    }

    /** The socket takes bytes again. */
    public void drained() {
        subscriptions.drained();
    }

    /** The connection is gone. */
    public void gone(Ending ending) {
        if (closed) {
            return;
        }
        closed = true;
        long nanos = System.nanoTime() - opened;
        Life.tell(connection, principal, ending, nanos, subscriptions.size(), frames);
        waiting.clear();
        subscriptions.close();
        requests.close();
        Principal known = principal;
        if (known != null) {
            services.admission().left(known.userId());
        }
        Device came = device;
        if (came != null) {
            services.devices().leave(came);
        }
    }

    /** This node is going: the client is asked to come back elsewhere after so many milliseconds. */
    public void drain(long afterMs) {
        if (!closed) {
            shard.tell(connection, new Notice.Reconnect(afterMs));
            end(Ending.DRAINED, "this node is going away");
        }
    }

    /** Looks at the clock. Called about once a second. */
    public void tick(long nanos, Instant now) {
        if (closed) {
            return;
        }
        SessionLimits limits = services.limits();
        Principal known = principal;
        long silent = nanos - connection.lastSignOfLife();
        if (known == null && passed(limits.authTimeout(), nanos - opened)) {
            refuse(Notice.Refusal.of(ErrorCode.AUTH_TIMEOUT, "no token came in time"));
        } else if (known != null && now.isAfter(known.expiresAt().plus(limits.grace()))) {
            refuse(Notice.Refusal.of(ErrorCode.TOKEN_EXPIRED, "the token has expired"));
        } else if (known != null && services.tokens().isRevoked(known)) {
            refuse(Notice.Refusal.of(ErrorCode.UNAUTHENTICATED, "the token was revoked"));
        } else if (passed(limits.silence(), silent)) {
            gone(Ending.SILENT);
            connection.abort();
        } else if (passed(limits.pingAfter(), silent) && passed(limits.pingAfter(), nanos - pingedAt)) {
            pingedAt = nanos;
            connection.ping();
        }
    }

    /** Where the client stands in a channel it follows. */
    public @Nullable String cursor(ChannelName channel) {
        return subscriptions.cursor(channel);
    }

    private static boolean passed(Duration limit, long nanos) {
        return nanos > limit.toNanos();
    }

    private void handle(String frame) {
        Principal known = principal;
        if (known == null && dialect.waits(frame)) {
            await(frame);
            return;
        }
        Inbound inbound = dialect.read(frame);
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
        } else if (command instanceof Command.Subscribe wish) {
            wish.targets().forEach(target -> subscriptions.add(target, wish.since(), id, known, true));
        } else if (command instanceof Command.Unsubscribe wish) {
            wish.targets().forEach(target -> subscriptions.leave(target, id));
        } else if (command instanceof Command.Publish wish) {
            withChannel(wish.target(), id, channel -> requests.publish(wish, channel, id, known));
        } else if (command instanceof Command.Signal wish) {
            withChannel(wish.target(), id, channel -> requests.signal(wish, channel, id, known));
        } else if (command instanceof Command.History wish) {
            withChannel(wish.target(), id, channel -> requests.history(wish, channel, id, known));
        } else if (command instanceof Command.Presence wish) {
            withChannel(wish.target(), id, channel -> requests.presence(wish, channel, id, known));
        } else if (command instanceof Command.Ack wish) {
            withChannel(wish.target(), id, channel -> subscriptions.acknowledge(channel, wish, id, known));
        }
    }

    private void withChannel(Target target, @Nullable String id, Consumer<ChannelName> then) {
        ChannelName channel = subscriptions.channel(target, id);
        if (channel != null) {
            then.accept(channel);
        }
    }

    private void check(String token, @Nullable String id) {
        checking = true;
        connection.reading(false);
        services.tokens()
                .check(token)
                .onComplete(checked -> shard.loop().execute(() -> {
                    checking = false;
                    if (!closed) {
                        settle(checked.result(), id);
                    }
                    if (!closed && !checking) {
                        connection.reading(true);
                        takeWaiting();
                    }
                }));
    }

    private void takeWaiting() {
        for (int due = waiting.size(); due > 0 && !checking && !closed && principal != null; due--) {
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
        if (known == null && !enter(fresh)) {
            return;
        }
        principal = fresh;
        shard.tell(
                connection,
                new Notice.Authenticated(id, fresh.userId(), fresh.expiresAt().toString()));
        subscriptions.authoriseAgain(fresh);
        if (known == null) {
            begin(fresh);
        }
    }

    /** It is known who the client is. Returns whether there is room for one more of theirs. */
    private boolean enter(Principal known) {
        if (!services.admission().enters(known.userId())) {
            refuse(Notice.Refusal.of(ErrorCode.TOO_MANY_CONNECTIONS, "the user has too many connections"));
            return false;
        }
        principal = known;
        return true;
    }

    private void subscribeToWanted(Principal known) {
        for (Wanted wanted : dialect.admitted(known.contextId())) {
            subscriptions.add(wanted.target(), wanted.since(), null, known, false);
        }
    }

    private void end(Ending ending, String reason) {
        gone(ending);
        connection.close(ending.code(), reason);
    }

    private static Notice.Refusal rateLimited(long wait) {
        return new Notice.Refusal(null, ErrorCode.RATE_LIMITED, "Rate limit exceeded", null, wait);
    }
}
