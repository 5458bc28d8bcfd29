package io.milepost.gateway.session;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.auth.Verdict;
import io.milepost.gateway.limit.Allowance;
import io.milepost.gateway.protocol.Command;
import io.milepost.gateway.protocol.Dialect;
import io.milepost.gateway.protocol.Dialect.Farewell;
import io.milepost.gateway.protocol.Dialect.Wanted;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.protocol.Inbound;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Target;
import io.milepost.gateway.shard.Shard;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's stay on one shard, from the upgrade to the end of the connection. Confined to the shard's event loop.
 *
 * <p>While a token is checked, frames wait, up to a bound. Before a token was found good, nothing but {@code auth} is taken.
 */
public final class Session {
    private final Shard shard;
    private final Services services;
    private final Connection connection;
    private final Dialect dialect;
    private final long opened = System.nanoTime();
    private final Allowance messages;
    private final Subscriptions subscriptions;
    private final Visit visit;
    private final Requests requests;
    private final WaitingFrames waiting = new WaitingFrames();
    private @Nullable Principal principal;
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
        this.messages =
                new Allowance(dialect.messagesPerMinute(services.limits().messagesPerMinute()), opened);
        this.subscriptions = new Subscriptions(shard, services, dialect.seen(), connection, this::refuseToFollow);
        this.visit = new Visit(shard, services, connection, dialect, subscriptions);
        this.requests = new Requests(shard, services, connection, this::refuse);
    }

    /** The address already said who it is, and the token was good. */
    public void admit(Principal known) {
        tellIfAny(dialect.greeting());
        Farewell farewell = dialect.farewell();
        if (farewell != null) {
            end(new Ending("refused", farewell.code()), farewell.why());
        } else if (enter(known)) {
            begin(known);
            takeWaiting();
        }
    }

    /** It is known who the client is: where its device stands comes first, then what it wants to follow. */
    private void begin(Principal known) {
        if (visit.isWanted()) {
            pause();
            visit.begin(known.userId(), found -> goOn(found, () -> subscribeToWanted(known)));
        } else {
            subscribeToWanted(known);
        }
    }

    private void pause() {
        checking = true;
        connection.reading(false);
    }

    /** It goes on when it has been found where the device stands. */
    private void goOn(boolean found, Runnable then) {
        checking = false;
        if (found) {
            then.run();
            connection.reading(true);
            takeWaiting();
        } else {
            refuse(Refusals.noDevice());
            end(Ending.AWAY, "where the device stands cannot be known now");
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
            refuse(Refusals.rateLimited(wait));
        } else if (!checking) {
            handle(frame);
        } else {
            await(frame);
        }
    }

    private void await(String frame) {
        SessionLimits limits = services.limits();
        if (!waiting.offer(frame, visit.isHolding() ? limits.subscriptions() : limits.waitingFrames())) {
            refuse(Refusals.rateLimited(limits.authTimeout().toMillis()));
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
        if (lost != null && !subscriptions.isFollowed(lost)) {
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
        dialect.ended();
        Principal known = principal;
        if (known != null) {
            services.admission().left(known.userId());
        }
        visit.close();
    }

    /**
     * This node is going: the client is asked to come back elsewhere after so many milliseconds, as soon as it has the answers to
     * what it has published; who gets those later, perhaps with many others, at some time within {@code lateMs}.
     */
    public void drain(long afterMs, long lateMs) {
        if (!closed) {
            requests.finish(
                    () -> leave(afterMs),
                    () -> leave(Math.max(afterMs, ThreadLocalRandom.current().nextLong(lateMs + 1))));
        }
    }

    private void leave(long afterMs) {
        shard.tell(connection, new Notice.Reconnect(afterMs));
        end(Ending.DRAINED, "this node is going away");
    }

    /** Who waits for answers still, though it was told to go, goes without them. */
    public void waitNoLonger() {
        requests.waitNoLonger();
    }

    /** What was written is about to leave. */
    public void leaving() {
        visit.leaving();
    }

    /** What was written before a receipt was asked for has arrived. */
    public void arrived() {
        visit.arrived();
    }

    /** Something was announced on a channel that the client follows. */
    public void announced(Notice notice) {
        Farewell farewell = dialect.heard(notice);
        if (farewell != null) {
            shard.loop().execute(() -> end(new Ending("refused", farewell.code()), farewell.why()));
        }
    }

    /** The client is too slow for what it could not have later: it is to come back and begin anew. */
    public void overrun() {
        end(Ending.SLOW, "more waits for the client than may");
    }

    /** Looks at the clock. Called about once a second. */
    public void tick(long nanos, Instant now) {
        if (closed) {
            return;
        }
        SessionLimits limits = services.limits();
        Principal known = principal;
        long silent = nanos - connection.lastSignOfLife();
        if (visit.isHolding() && passed(limits.authTimeout(), nanos - opened)) {
            visit.holdNoLonger();
            takeWaiting();
        }
        if (known == null && passed(limits.authTimeout(), nanos - opened)) {
            refuse(Notice.Refusal.of(ErrorCode.AUTH_TIMEOUT, "no token came in time"));
        } else if (known != null && now.isAfter(known.expiresAt().plus(limits.grace()))) {
            refuse(Notice.Refusal.of(ErrorCode.TOKEN_EXPIRED, "the token has expired"));
        } else if (known != null && services.tokens().isRevoked(known)) {
            refuse(Notice.Refusal.of(ErrorCode.UNAUTHENTICATED, "the token was revoked"));
        } else if (passed(limits.silence(), silent)) {
            endSilent();
        } else if (passed(limits.pingAfter(), silent) && passed(limits.pingAfter(), nanos - pingedAt)) {
            pingedAt = nanos;
            connection.ping();
        }
    }

    private void endSilent() {
        if (dialect.closeCode(Ending.SILENT.code()) != 0) {
            end(Ending.SILENT, "nothing was heard for too long");
        } else {
            gone(Ending.SILENT);
            connection.abort();
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
        if ((known == null || visit.isHolding()) && dialect.waits(frame)) {
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
        } else if (inbound instanceof Inbound.Answered answered) {
            tellIfAny(answered.answer());
        } else if (inbound instanceof Inbound.Request request) {
            carryOut(request.command(), request.id(), known);
        }
    }

    private void tellIfAny(@Nullable Notice answer) {
        if (answer != null) {
            shard.tell(connection, answer);
        }
    }

    private void carryOut(Command command, @Nullable String id, Principal known) {
        if (command instanceof Command.Ping) {
            shard.tell(connection, new Notice.Pong(id));
        } else if (command instanceof Command.Subscribe wish) {
            wish.targets().forEach(target -> subscriptions.add(target, wish.since(), id, known, true));
        } else if (command instanceof Command.Enter wish) {
            subscriptions.enter(wish, id, known);
        } else if (command instanceof Command.SignIn wish) {
            signIn(wish, known);
        } else if (command instanceof Command.Forsake wish) {
            subscriptions.forsake(wish.target());
        } else if (command instanceof Command.Unsubscribe wish) {
            wish.targets().forEach(target -> subscriptions.leave(target, id));
        } else if (command instanceof Command.Publish wish) {
            withChannel(wish.target(), id, channel -> requests.publish(wish, channel, id, known));
        } else if (command instanceof Command.Signal wish) {
            withChannel(wish.target(), id, channel -> requests.signal(wish, channel, id, known));
        } else if (command instanceof Command.Tell wish) {
            withChannel(wish.target(), id, channel -> requests.tell(wish, channel));
        } else if (command instanceof Command.History wish) {
            withChannel(wish.target(), id, channel -> requests.history(wish, channel, id, known));
        } else if (command instanceof Command.Presence wish) {
            withChannel(wish.target(), id, channel -> requests.presence(wish, channel, id, known));
        } else if (command instanceof Command.Ack wish) {
            withChannel(wish.target(), id, channel -> subscriptions.acknowledge(channel, wish, id, known));
        }
    }

    /** The client has become a user, who is seen from now on. */
    private void signIn(Command.SignIn wish, Principal known) {
        shard.tell(connection, wish.answer());
        Runnable follow = () -> tellIfAny(UserChannels.follow(wish, subscriptions));
        if (visit.isAnother(known.userId())) {
            pause();
            visit.change(wish, known.userId(), found -> goOn(found, follow));
        } else {
            follow.run();
        }
    }

    private void withChannel(Target target, @Nullable String id, Consumer<ChannelName> then) {
        ChannelName channel = subscriptions.channel(target, id);
        if (channel != null) {
            then.accept(channel);
        }
    }

    private void check(String token, @Nullable String id) {
        pause();
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
            refuse(Refusals.badToken(id, bad));
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
        if (!closed) {
            gone(ending);
            tellIfAny(dialect.parting(ending.code(), reason));
            connection.close(dialect.closeCode(ending.code()), reason);
        }
    }
}
