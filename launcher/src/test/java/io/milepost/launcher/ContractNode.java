package io.milepost.launcher;

import io.milepost.broker.TestKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A node whose topics are known, and every kind of client of it, held against the contract. */
final class ContractNode implements AutoCloseable {
    private final FrameContract contract;
    private final Map<String, String> topics;
    private final NodeUnderTest node;

    /** Starts one with these settings besides. */
    ContractNode(FrameContract contract, Map<String, String> more) {
        this.contract = contract;
        this.topics = Stream.of("activity", "metrics", "chat", "collaboration", "channels")
                .collect(Collectors.toMap(stream -> stream, TestKafka::uniqueTopic));
        Map<String, String> said = topics.entrySet().stream()
                .collect(Collectors.toMap(stream -> "streams." + stream.getKey() + ".topic", Map.Entry::getValue));
        said.putAll(more);
        this.node = NodeUnderTest.start(said);
    }

    /** A token of somebody who may do nearly anything. */
    static String token(String user) {
        return NodeUnderTest.token(Map.of(
                "sub",
                user,
                "name",
                "Name of " + user,
                "avatar",
                "https://example.com/" + user,
                "channels",
                List.of("*", "presence-*"),
                "publish",
                List.of("*", "presence-*")));
    }

    NodeUnderTest node() {
        return node;
    }

    String topic(String stream) {
        return topics.get(stream);
    }

    /**
     * Opens a socket.
     *
     * @param kind what the document calls it
     * @param user whose token the address has; empty for none
     * @param more of the address
     */
    ContractClient open(String kind, String user, String more) {
        String path = kind.equals("native") ? "/ws" : "/api/" + kind + "/ws";
        String query = (user.isEmpty() ? "" : "token=" + token(user)) + more;
        return new ContractClient(contract, kind, node.open(path + "?" + query));
    }

    /** Opens a stream of a channel, from a position if it is not empty. */
    ContractStream stream(String channel, String user, String from) throws IOException, InterruptedException {
        return streamWith(token(user), channel, from);
    }

    /** Opens a stream with this token. */
    ContractStream streamWith(String token, String channel, String from) throws IOException, InterruptedException {
        String address = node.at("http") + "/sse?channel=" + channel + "&token=" + token;
        return new ContractStream(contract, address, from);
    }

    /** Writes a record that is no event. */
    void writeNonsense(String stream, String key) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                    topic(stream), key.getBytes(StandardCharsets.UTF_8), "{no".getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
