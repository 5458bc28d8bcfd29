package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Every frame of the three kinds of rooms, held against the document. */
@TestMethodOrder(OrderAnnotation.class)
@Timeout(120)
class ContractRoomsIT {
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
    void talk() {
        try (ContractClient ada = node.open("chat", "", "&contextId=t1")) {
            ada.say("{'type':'auth','token':'" + ContractNode.token("ada") + "','contextId':'t2'}");
            assertThat(ada.settle()).as("nothing unasked").isEmpty();
            try (ContractClient bob = node.open("chat", "bob", "&contextId=t2")) {
                ada.hear("user_joined");
                bob.say("{'type':'message','data':{'content':'Hello'}}");
                assertThat(bob.hear("message").at("/data/messageType").asText()).isEqualTo("text");
                assertThat(ada.hear("message").at("/data/author").asText()).isEqualTo("bob");
                bob.say("{'type':'typing','data':{'isTyping':true}}");
                assertThat(ada.hear("typing").at("/data/userId").asText()).isEqualTo("bob");
                node.node().service("chat", "t2", "topic-set", "{\"topic\":\"new\"}");
                ada.hear("topic-set");
            }
            ada.hear("user_left");
            ada.blurt("{'type':'dance'}").hearError("unknown_type");
            node.writeNonsense("chat", "t2");
            ada.hear("gap");
        }
    }

    @Test
    void whatWasSaid() {
        try (ContractClient ada = node.open("chat", "ada", "&contextId=said")) {
            ada.say("{'type':'message','data':{'content':'Hello'}}").hear("message");
            ada.say("{'type':'history','id':'h','data':{'limit':2}}");
            assertThat(ada.hear("history").at("/data/messages")).hasSize(1);
        }
    }

    @Test
    void figures() {
        try (ContractClient ada = node.open("analytics", "", "&contextId=f1")) {
            ada.say("{'type':'auth','token':'" + ContractNode.token("ada") + "'}");
            ada.say("{'type':'subscribe','data':{'metrics':['pace']}}");
            assertThat(ada.settle()).as("nothing unasked").isEmpty();
            node.node().service("metrics", "f1", "metric_update", "{\"metric\":\"pace\",\"value\":5.5}");
            ada.hear("metric_update");
            try (ContractClient bob = node.open("native", "bob", "")) {
                bob.say("{'type':'signal','channel':'metrics-f1','event':'look','data':{}}");
                bob.settle();
            }
            assertThat(ada.settle()).as("other clients' words").isEmpty();
            node.writeNonsense("metrics", "f1");
            ada.hear("gap");
            ada.say("{'type':'unsubscribe'}");
            ada.blurt("{'type':'subscribe','data':{'metrics':[]}}").hearError("invalid_data");
        }
    }

    @Test
    void edits() {
        try (ContractClient ada = node.open("collaboration", "", "");
                ContractClient bob = node.open("collaboration", "bob", "")) {
            ada.say("{'type':'auth','token':'" + ContractNode.token("ada") + "'}");
            ada.say("{'type':'edit','data':{}}").hearError("invalid_message");
            ada.say("{'type':'join_session','data':{'sessionId':'e1'}}");
            assertThat(ada.settle()).as("nothing unasked").isEmpty();
            bob.say("{'type':'join_session','data':{'sessionId':'e1'}}");
            ada.hear("user_joined");
            bob.say("{'type':'edit','data':{'operation':'insert','position':0,'version':15}}");
            assertThat(bob.hear("edit").at("/data/version").asInt()).isEqualTo(15);
            assertThat(ada.hear("edit").at("/data/author").asText()).isEqualTo("bob");
            bob.say("{'type':'cursor-moved','data':{'line':3}}");
            ada.hear("cursor-moved");
            bob.say("{'type':'typing','data':{'isTyping':false}}");
            ada.hear("typing");
            node.node().service("collaboration", "e1", "saved", "{}");
            ada.hear("saved");
            bob.say("{'type':'leave_session','data':{'sessionId':'e1'}}");
            ada.hear("user_left");
            node.writeNonsense("collaboration", "e1");
            ada.hear("gap");
        }
    }

    @Test
    void aNodeThatGoesSaysSo() {
        ContractNode going = new ContractNode(CONTRACT, Map.of());
        try (ContractClient talking = going.open("chat", "ada", "");
                ContractClient watching = going.open("analytics", "ada", "");
                ContractClient editing = going.open("collaboration", "ada", "")) {
            CompletableFuture<Void> gone = CompletableFuture.runAsync(going::close);
            for (ContractClient client : List.of(talking, watching, editing)) {
                client.hear("reconnect");
                assertThat(client.raw().closeCode()).isEqualTo(1001);
            }
            gone.join();
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void nothingOfTheDocumentIsMissing() {
        assertThat(CONTRACT.unseen("chat", "analytics", "collaboration")).isEmpty();
    }
}
