package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** A reader of server-sent events that holds each against the contract. What does not come is for the test's timeout. */
final class ContractStream implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FrameContract contract;
    private final Stream<String> open;
    private final Iterator<String> lines;
    private String position = "";

    ContractStream(FrameContract contract, String address, String from) throws IOException, InterruptedException {
        this.contract = contract;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        if (!from.isEmpty()) {
            request.header("Last-Event-ID", from);
        }
        HttpResponse<Stream<String>> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        open = response.body();
        lines = open.iterator();
        if (from.isEmpty()) {
            assertThat(lines.next()).as("the position where it begins").startsWith("id: ");
            assertThat(lines.next()).isEmpty();
        }
    }

    /** The position that came last. */
    String position() {
        return position;
    }

    /** The next event, which must be of this type. */
    JsonNode hear(String type) throws IOException {
        JsonNode frame = next();
        assertThat(frame.path("type").asText()).as(frame.toString()).isEqualTo(type);
        return frame;
    }

    /** The next events, one of each of these types, in whatever order. */
    void hearAll(String... types) throws IOException {
        List<String> heard = new ArrayList<>();
        while (heard.size() < types.length) {
            heard.add(next().path("type").asText());
        }
        assertThat(heard).containsExactlyInAnyOrder(types);
    }

    private JsonNode next() throws IOException {
        while (true) {
            String line = lines.next();
            if (line.startsWith("id: ")) {
                position = line.substring(4);
            } else if (line.startsWith("data: ")) {
                JsonNode frame = JSON.readTree(line.substring(6));
                contract.heard("stream", frame);
                return frame;
            } else {
                assertThat(line).as("no other lines").matches("(retry: \\d+|: ?)?");
            }
        }
    }

    @Override
    public void close() {
        open.close();
    }
}
