package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.broker.TestKafka;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.launcher.config.NodeConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Every frame of the native protocol, as sockets and streams have it, and every record, held against the document. */
@TestMethodOrder(OrderAnnotation.class)
@Timeout(120)
class ContractIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FrameContract CONTRACT = new FrameContract();
    private static ContractNode node;

    @BeforeAll
    static void start() {
        // Who opens a socket without a token may be slow to say who it is.
        node = new ContractNode(CONTRACT, Map.of("limits.authTimeout", "60s"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void nativeConversation() {
        try (ContractClient ada = node.open("native", "", "");
                ContractClient bob = node.open("native", "bob", "&channel=team-n1")) {
            ada.say("{'type':'auth','id':1,'token':'" + ContractNode.token("ada") + "'}")
                    .hear("authenticated");
            ada.say("{'type':'ping','id':2.50}").hear("pong");
            ada.say("{'type':'ping'}").hear("pong");
            ada.say("{'type':'subscribe','channels':['presence-n1'],'id':'s'}").hear("subscribed");
            bob.say("{'type':'subscribe','channel':'presence-n1'}").hear("subscribed");
            assertThat(ada.hear("member-online").at("/data/id").asText()).isEqualTo("bob");
            ada.say("{'type':'presence','channel':'presence-n1','id':'p'}");
            assertThat(ada.hear("presence").path("members")).hasSize(2);
            ada.say("{'type':'publish','id':'x','channel':'presence-n1','event':'cheer','data':[1,null]}");
            Map<String, JsonNode> both = ada.hearAll("published", "cheer");
            assertThat(both.get("cheer").path("id"))
                    .isEqualTo(both.get("published").path("eventId"));
            String cursor = bob.hear("cheer").path("cursor").asText();
            ada.say("{'type':'signal','channel':'presence-n1','event':'wave','data':'hi'}");
            assertThat(bob.hear("wave").path("ephemeral").asBoolean()).isTrue();
            bob.say("{'type':'ack','channel':'presence-n1','cursor':'" + cursor + "'}");
            assertThat(bob.settle()).isEmpty();
            bob.say("{'type':'unsubscribe','channel':'presence-n1','id':'u'}").hear("unsubscribed");
            ada.hear("member-offline");
            node.node().service("activity", "n1", "activity-logged", NodeUnderTest.walk(1));
            bob.hear("activity-logged");
            bob.say("{'type':'subscribe','teamId':'n1','since':'earliest'}");
            assertThat(bob.hear("subscribed").path("teamId").asText()).isEqualTo("n1");
            bob.hear("activity-logged");
            bob.hear("live");
        }
    }

    @Test
    void whatIsNoEventIsAGap() {
        try (ContractClient ada = node.open("native", "ada", "")) {
            ada.say("{'type':'subscribe','channel':'team-broken'}").hear("subscribed");
            node.writeNonsense("activity", "broken");
            assertThat(ada.hear("gap").path("reason").asText()).isEqualTo("undeliverable");
        }
    }

    @Test
    void thePast() {
        try (ContractClient ada = node.open("native", "ada", "&channel=team-past")) {
            assertThat(ada.settle()).isEmpty();
            node.node().service("activity", "past", "activity-logged", NodeUnderTest.walk(1));
            node.node().service("activity", "past", "activity-logged", NodeUnderTest.walk(2));
            ada.hear("activity-logged");
            ada.hear("activity-logged");
            ada.say("{'type':'history','id':'h','channel':'team-past','limit':1}");
            JsonNode page = ada.hear("history");
            assertThat(page.path("events")).hasSize(1);
            ada.say("{'type':'history','teamId':'past','before':'"
                    + page.path("cursor").asText() + "'}");
            page = ada.hear("history");
            assertThat(page.path("events")).hasSize(1);
            assertThat(page.path("cursor").isNull()).isTrue();
        }
    }

    @Test
    void streams() throws Exception {
        String from;
        try (ContractStream ada = node.stream("presence-team-st", "ada", "");
                ContractClient bob = node.open("native", "bob", "&channel=presence-team-st")) {
            ada.hear("member-online");
            bob.say("{'type':'signal','channel':'presence-team-st','event':'wave','data':{}}");
            ada.hear("wave");
            bob.say("{'type':'unsubscribe','channel':'presence-team-st'}");
            ada.hear("member-offline");
            node.node()
                    .service(
                            "activity",
                            "st",
                            "activity-logged",
                            NodeUnderTest.walk(1).replace("1,", "1,\n"));
            ada.hear("activity-logged");
            from = ada.position();
            node.writeNonsense("activity", "st");
            ada.hear("gap");
        }
        node.node().service("activity", "st", "activity-logged", NodeUnderTest.walk(2));
        try (ContractStream ada = node.stream("presence-team-st", "ada", from)) {
            ada.hear("gap");
            // The node may read the event only after it said that the stream is live.
            ada.hearAll("activity-logged", "live");
        }
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        String brief = new TokenMint(NodeConfig.DEV_SECRET)
                .mint(Map.of("sub", "ada", "channels", List.of("*")), Duration.ofSeconds(2));
        try (ContractStream ada = node.streamWith(brief, "team-1", "")) {
            assertThat(ada.hear("error").path("code").asText()).isEqualTo("token_expired");
        }
    }

    @Test
    void aNodeThatGoesSaysSo() throws Exception {
        ContractNode going = new ContractNode(CONTRACT, Map.of());
        try (ContractClient talking = going.open("native", "ada", "");
                ContractStream reading = going.stream("team-1", "ada", "")) {
            CompletableFuture<Void> gone = CompletableFuture.runAsync(going::close);
            talking.hear("reconnect");
            assertThat(talking.raw().closeCode()).isEqualTo(1001);
            reading.hear("reconnect");
            gone.join();
        }
    }

    @Test
    void whatClientsPublishIsOnKafkaAsTheDocumentHasIt() throws Exception {
        try (ContractClient ada = node.open("native", "ada", "")) {
            ada.say("{'type':'publish','channel':'chat-k','event':'message','data':{'content':'Hello'}}");
            ada.hear("published");
            ada.say("{'type':'publish','channel':'collab-k','event':'edit','data':{'operation':'cut','position':1}}")
                    .hear("published");
            ada.say("{'type':'publish','channel':'any','event':'cheer','data':1}")
                    .hear("published");
        }
        for (Map.Entry<String, String> topic : Map.of(
                        "chatTopic", "chat", "collaborationTopic", "collaboration", "byNameTopic", "channels")
                .entrySet()) {
            ConsumerRecord<byte[], byte[]> record = published(node.topic(topic.getValue()));
            ObjectNode headers = JSON.createObjectNode();
            record.headers()
                    .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
            CONTRACT.recorded(topic.getKey(), headers, JSON.readTree(record.value()));
        }
    }

    /** The first record of a client. */
    private static ConsumerRecord<byte[], byte[]> published(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(10))) {
                    if (record.headers().lastHeader("ce_userid") != null) {
                        return record;
                    }
                }
            }
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void nothingOfTheDocumentIsMissing() {
        assertThat(CONTRACT.unseen("native", "stream", "chatTopic", "collaborationTopic", "byNameTopic"))
                .as("documented, and never met")
                .containsExactlyInAnyOrder(
                        // A quiet channel gets one a few times an hour.
                        "native sends cursor",
                        "stream sends cursor",
                        // ContractErrorsIT is about these.
                        "native sends error");
    }
}
