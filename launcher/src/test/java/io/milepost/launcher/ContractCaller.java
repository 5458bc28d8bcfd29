package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.launcher.RouteContract.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Asks a node over connections made by hand, which can also ask for upgrades, and holds every answer against the contract. */
final class ContractCaller {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UPGRADE = String.join(
            "\r\n",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            "");

    private final RouteContract contract;
    private final NodeUnderTest node;

    ContractCaller(RouteContract contract, NodeUnderTest node) {
        this.contract = contract;
        this.node = node;
    }

    /** Asks with a good body, or none; single quotes stand for double ones. */
    JsonNode ask(String route, String address, String token, String body, int status) throws IOException {
        if (!body.isEmpty()) {
            try {
                contract.asked(route, JSON.readTree(body.replace('\'', '"')));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(e);
            }
        }
        return blurt(route, address, token, body, status);
    }

    /** Asks with whatever body. */
    JsonNode blurt(String route, String address, String token, String body, int status) throws IOException {
        return post(route, address, token, "application/json", body.replace('\'', '"'), status);
    }

    /** Asks with a form. */
    JsonNode fill(String route, String address, String token, String form, int status) throws IOException {
        return post(route, address, token, "application/x-www-form-urlencoded", form, status);
    }

    private JsonNode post(String route, String address, String token, String type, String body, int status)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String headers = (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
                + "Content-Type: " + type + "\r\n" + "Connection: close\r\nContent-Length: " + bytes.length
                + "\r\n";
        return checked(route, send(route, address, headers, bytes), status).json();
    }

    /** Asks for what is no JSON, or does not end, and reads no further than the head if so. */
    Answer look(String route, String address, int status) throws IOException {
        return checked(route, send(route, address, "Connection: close\r\n", new byte[0]), status);
    }

    /** Asks for half an upgrade: without a key. */
    Answer upgradeWithoutKey(String route, String address, int status) throws IOException {
        return checked(
                route, send(route, address, UPGRADE.replaceFirst("Sec-WebSocket-Key", "X-Key"), new byte[0]), status);
    }

    /** Asks for an upgrade, with headers besides that each end a line. */
    Answer upgrade(String route, String address, String more, int status) throws IOException {
        return checked(route, send(route, address, UPGRADE + more, new byte[0]), status);
    }

    /** What asks for an upgrade. */
    static byte[] handshake(String address) {
        return ("GET " + address + " HTTP/1.1\r\nHost: test\r\n" + UPGRADE + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private Answer checked(String route, Answer answer, int status) {
        assertThat(answer.status()).as("%s: %s", route, answer).isEqualTo(status);
        contract.answered(route, answer);
        return answer;
    }

    /** A plain exchange, held against nothing. */
    Answer send(String route, String address, String headers, byte[] body) throws IOException {
        URI uri = URI.create(node.at("http"));
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(40_000);
            String head = route.split(" ", 2)[0] + " " + address + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n";
            socket.getOutputStream().write((head + headers + "\r\n").getBytes(StandardCharsets.UTF_8));
            say(socket, body);
            return read(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
        }
    }

    /** Who refuses a body may answer and hang up before all of it is out. */
    private static void say(Socket socket, byte[] body) {
        try {
            socket.getOutputStream().write(body);
        } catch (IOException e) {
            // Then it says why; if it does not, there is nothing to read.
        }
    }

    private static Answer read(BufferedReader in) throws IOException {
        int status = Integer.parseInt(in.readLine().split(" ", 3)[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            String[] parts = line.split(": *", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        StringBuilder body = new StringBuilder();
        int left = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        while (left > 0) {
            int c = in.read();
            assertThat(c).as("the body ends early: %s", body).isNotNegative();
            body.appendCodePoint(c);
            left -= Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
        }
        return new Answer(status, headers, body.toString());
    }
}
