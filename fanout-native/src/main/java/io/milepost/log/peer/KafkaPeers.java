package io.milepost.log.peer;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/** The nodes that share two topics: one thread that writes, one that reads. */
public final class KafkaPeers implements Peers, AutoCloseable {
    private final String self = UUID.randomUUID().toString();
    private final LongAdder dropped = new LongAdder();
    private final PeerWriter writer;
    private final PeerReader reader;

    /**
     * Is ready to speak, and hears nothing yet.
     *
     * @param kafka settings for a Kafka client
     */
    public KafkaPeers(Map<String, Object> kafka, PeerTopics topics) {
        writer = new PeerWriter(kafka, topics, self, dropped);
        reader = new PeerReader(kafka, topics, self, dropped);
    }

    /** The topics are there. */
    public void begin() {
        reader.begin();
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public void listen(Listener listener) {
        reader.listen(listener);
    }

    @Override
    public void state(byte[] statement) {
        writer.state(statement);
    }

    @Override
    public boolean isSettled() {
        return writer.isSettled();
    }

    @Override
    public CompletableFuture<?> signal(byte[] signal) {
        return writer.signal(signal);
    }

    @Override
    public CompletableFuture<Void> ready() {
        return reader.ready();
    }

    @Override
    public long dropped() {
        return dropped.sum();
    }

    @Override
    public long unheard() {
        return writer.unheard();
    }

    /** Ends without a word. */
    @Override
    public void close() {
        writer.close();
        reader.close();
    }
}
