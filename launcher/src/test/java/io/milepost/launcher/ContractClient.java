package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.gateway.TestClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A socket on which every frame, either way, is held against the contract. */
final class ContractClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FrameContract contract;
    private final String channel;
    private final TestClient client;

    /**
     * Takes over a socket.
     *
     * @param channel what the document calls it
     */
    ContractClient(FrameContract contract, String channel, TestClient client) {
        this.contract = contract;
        this.channel = channel;
        this.client = client;
    }

    TestClient raw() {
        return client;
    }

    /** Says something that the contract knows; single quotes stand for double ones. */
    ContractClient say(String frame) {
        String json = frame.replace('\'', '"');
        try {
            contract.said(channel, JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
        client.send(json);
        return this;
    }

    /** Says something that it does not know. */
    ContractClient blurt(String frame) {
        client.send(frame.replace('\'', '"'));
        return this;
    }

    JsonNode next() {
        JsonNode frame = client.next();
        contract.heard(channel, frame);
        return frame;
    }

    /** The next frame, which must be of this type. */
    JsonNode hear(String type) {
        JsonNode frame = next();
        assertThat(frame.path("type").asText()).as(frame.toString()).isEqualTo(type);
        return frame;
    }

    /** The next frames, one of each of these types, in whatever order. */
    Map<String, JsonNode> hearAll(String... types) {
        Map<String, JsonNode> heard = new HashMap<>();
        while (heard.size() < types.length) {
            JsonNode frame = next();
            heard.put(frame.path("type").asText(), frame);
        }
        assertThat(heard).containsOnlyKeys(types);
        return heard;
    }

    /** An error with this code. */
    JsonNode hearError(String code) {
        JsonNode error = hear("error");
        assertThat(error.path("code").asText()).as(error.toString()).isEqualTo(code);
        assertThat(error.path("error")).isEqualTo(error.path("message"));
        return error;
    }

    /** Everything that was under way. */
    List<JsonNode> settle() {
        String id = Long.toString(System.nanoTime());
        say("{'type':'ping','id':'" + id + "'}");
        List<JsonNode> taken = new ArrayList<>();
        for (JsonNode frame = next(); !frame.path("id").asText().equals(id); frame = next()) {
            taken.add(frame);
        }
        return taken;
    }

    @Override
    public void close() {
        client.close();
    }
}
