package io.milepost.gateway.publish;

import io.milepost.channel.ChannelName;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.channel.Streams.Part;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.event.ReservedTypes;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.limit.Admission;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.publish.Publication.Refused;
import io.milepost.gateway.publish.Publication.UnderWay;
import io.milepost.schema.DataFault;
import io.milepost.trace.Span;
import io.milepost.trace.TraceContext;
import io.milepost.trace.Tracing;
import io.milepost.trace.Tracing.Work;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Decides what clients may publish, and publishes it under their names. Any thread. */
public final class Publishing {
    /** Who says what clients say. */
    public static final String SOURCE = "/milepost/clients";

    private static final int MAX_DATA = 1 << 20;
    private static final int MAX_ID = 200;
    private static final int MAX_TYPE = 200;
    private static final Refused NO_TYPE =
            new Refused(ErrorCode.INVALID_MESSAGE, "type: 1 to " + MAX_TYPE + " characters are expected");

    private final Streams streams;
    private final Publisher publisher;
    private final Admission admission;
    private final boolean open;
    private final Tracing tracing;
    private final LongAdder published = new LongAdder();
    private final LongAdder taken = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder signalled = new LongAdder();

    /**
     * Publishes into these streams.
     *
     * @param open whether whoever may publish to a channel may also write to its domain streams, whatever the type
     */
    public Publishing(Streams streams, Publisher publisher, Admission admission, boolean open, Tracing tracing) {
        this.streams = streams;
        this.publisher = publisher;
        this.admission = admission;
        this.open = open;
        this.tracing = tracing;
    }

    /**
     * Publishes to a channel.
     *
     * @param asMember whether the right to follow the channel is enough
     * @param trace of which trace that is part
     */
    public Publication toChannel(
            Principal who,
            ChannelName channel,
            String type,
            Json data,
            boolean asMember,
            @Nullable TraceContext trace) {
        if (!(asMember ? who.maySubscribe(channel) : who.mayPublish(channel)) || channel.isReserved()) {
            return new Refused(ErrorCode.FORBIDDEN, "channel: the token may not publish there");
        }
        if (!isType(type)) {
            return NO_TYPE;
        }
        Optional<Part> part = streams.publishable(channel, type);
        if (part.isEmpty()) {
            return new Refused(ErrorCode.NOT_PUBLISHABLE, "event: clients may not publish \"" + type + "\" there");
        }
        Refused refused = whyNotData(type, data);
        return refused == null
                ? send(part.get().stream(), part.get().key(), event(who, type, data, null, trace))
                : refused;
    }

    /**
     * Publishes what somebody says who is trusted with it, to the stream of what is published to a channel by its name.
     *
     * @return completes when the log has it, and fails if that is not so or not known
     */
    public CompletableFuture<?> byName(String key, Event event) {
        return counted(publisher.publish(streams.catchAll(), key, event));
    }

    /** Publishes to a stream an event that {@link #whyNotData} has nothing against. */
    public Publication toStream(
            Principal who,
            String name,
            String key,
            String type,
            Json data,
            @Nullable String id,
            @Nullable TraceContext trace) {
        Refused refused = whyNotStream(who, name, key, type, id);
        if (refused != null) {
            return refused;
        }
        StreamSpec stream = streams.named(name).orElseThrow();
        return send(stream, key, event(who, type, data, id, trace));
    }

    /** What keeps somebody from publishing to a stream; null if nothing does. */
    public @Nullable Refused whyNotStream(Principal who, String name, String key, String type, @Nullable String id) {
        StreamSpec stream = streams.named(name).orElse(null);
        if (stream == null) {
            return new Refused(ErrorCode.INVALID_MESSAGE, "stream: there is no \"" + name + "\"");
        }
        if (!stream.template().accepts(key)) {
            return new Refused(ErrorCode.INVALID_CHANNEL, "key: makes no channel name with " + stream.template());
        }
        if (!isType(type)) {
            return NO_TYPE;
        }
        if (ReservedTypes.contains(type)) {
            return new Refused(ErrorCode.RESERVED_TYPE, "type: \"" + type + "\" belongs to the protocol");
        }
        if (id != null && (id.isEmpty() || id.length() > MAX_ID)) {
            return new Refused(ErrorCode.INVALID_MESSAGE, "id: 1 to " + MAX_ID + " characters");
        }
        ChannelName channel = new ChannelName(stream.template().render(key));
        if (!who.mayPublish(channel) || channel.isReserved()) {
            return new Refused(ErrorCode.FORBIDDEN, "key: the token may not publish to " + channel);
        }
        // The catch-all takes anything but what belongs to another stream of the same channel.
        boolean taken = stream.isCatchAll()
                ? streams.publishable(channel, type)
                        .filter(part -> part.stream().isCatchAll())
                        .isPresent()
                : stream.takes(type);
        return open || taken
                ? null
                : new Refused(ErrorCode.NOT_PUBLISHABLE, "type: clients may not publish \"" + type + "\" to " + name);
    }

    /** What keeps this data from being an event's of that type: it does not fit the type's schema; null if nothing does. */
    public @Nullable Refused whyNotData(String type, Json data) {
        List<DataFault> faults = publisher.faults(type, data);
        return faults.isEmpty()
                ? null
                : new Refused(
                        ErrorCode.INVALID_DATA,
                        "data: " + DataFault.line(faults),
                        0,
                        faults.get(0).path());
    }

    /** Whether somebody may say something on a channel that only those who are there hear; null if so. */
    public @Nullable Refused whyNotSignal(Principal who, ChannelName channel, String type, boolean asMember) {
        if (!(asMember ? who.maySubscribe(channel) : who.mayPublish(channel)) || channel.isReserved()) {
            return new Refused(ErrorCode.FORBIDDEN, "channel: the token may not publish there");
        }
        return streams.signalable(channel, type)
                ? null
                : new Refused(ErrorCode.NOT_PUBLISHABLE, "event: clients may not signal \"" + type + "\" there");
    }

    /** A signal that nothing was against has been announced. */
    public void signalled() {
        signalled.increment();
    }

    /** Events of clients that were handed on to Kafka since the start. */
    public long published() {
        return published.sum();
    }

    /** Of these, those that the log has. */
    public long taken() {
        return taken.sum();
    }

    /** Of these, those that the log has not, or of which nobody knows. */
    public long failed() {
        return failed.sum();
    }

    /** Signals announced since the start. */
    public long signals() {
        return signalled.sum();
    }

    private static boolean isType(String type) {
        return !type.isEmpty() && type.length() <= MAX_TYPE;
    }

    private static Event event(
            Principal who, String type, Json data, @Nullable String id, @Nullable TraceContext trace) {
        String own = id == null ? UUID.randomUUID().toString() : id;
        return new Event(own, SOURCE, type, Rfc3339.now(), null, who.userId(), data).within(trace);
    }

    private Publication send(StreamSpec stream, String key, Event event) {
        if (event.data().size() > MAX_DATA) {
            return new Refused(ErrorCode.INVALID_DATA, "data: more than " + MAX_DATA + " bytes");
        }
        long wait = admission.publishes(stream.name() + ":" + key);
        if (wait > 0) {
            return new Refused(ErrorCode.RATE_LIMITED, "Rate limit exceeded", wait);
        }
        return new UnderWay(
                event.id(), counted(tracing.isOn() ? told(stream, key, event) : publisher.publish(stream, key, event)));
    }

    private CompletableFuture<?> counted(CompletableFuture<?> underWay) {
        published.increment();
        return underWay.whenComplete((position, failure) -> (failure == null ? taken : failed).increment());
    }

    /** What the event is part of from now on is its way to Kafka. */
    private CompletableFuture<?> told(StreamSpec stream, String key, Event event) {
        Span span = tracing.begin(Work.PUBLISH, event.trace(), System.nanoTime())
                .with("messaging.system", "kafka")
                .with("messaging.destination.name", stream.topic())
                .with("milepost.stream", stream.name());
        return publisher.publish(stream, key, event.within(span.context())).whenComplete((taken, failure) -> {
            if (failure == null) {
                span.end();
            } else {
                span.fail("Kafka did not take it");
            }
        });
    }
}
