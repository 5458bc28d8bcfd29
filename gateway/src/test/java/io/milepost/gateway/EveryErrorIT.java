package io.milepost.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.event.Event;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.gateway.limit.NodeLimits;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.session.SessionLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every word that the gateway refuses with: what provokes it, byte by byte, and with which code it closes, if it does. */
class EveryErrorIT {
    private static final int ROOM = 64 * 1024;
    private static final int OPEN = 0;
    private static final Map<ErrorCode, Case> CASES = new EnumMap<>(ErrorCode.class);
    private static TestNode node;
    private static TestNode strict;

    /** What a client does and what comes of it. */
    private record Case(int closes, byte[]... said) {}

    private static void on(ErrorCode code, int closes, byte[]... said) {
        CASES.put(code, new Case(closes, said));
    }

    private static void on(ErrorCode code, String message) {
        on(code, OPEN, Frames.text(message.replace('\'', '"')));
    }

    @BeforeAll
    static void start() {
        node = TestNode.start();
        strict = TestNode.start(
                log -> log,
                config -> config.withSessions(new SessionLimits(
                                1,
                                2,
                                Duration.ofMillis(100),
                                1,
                                Duration.ofHours(1),
                                Duration.ofHours(1),
                                Duration.ZERO))
                        .withLimits(new NodeLimits(0, 1, 0, 0, false, Set.of())));
        String expired = new TokenMint(TestNode.SECRET).mint(Map.of("sub", "ada"), Duration.ofHours(-1));
        on(ErrorCode.UNAUTHENTICATED, 4401, Frames.text("{\"type\":\"auth\",\"token\":\"a.b.c\"}"));
        on(ErrorCode.TOKEN_EXPIRED, 4401, Frames.text("{\"type\":\"auth\",\"token\":\"" + expired + "\"}"));
        on(ErrorCode.AUTH_TIMEOUT, 4408);
        on(ErrorCode.TOO_MANY_CONNECTIONS, 4429);
        on(ErrorCode.RATE_LIMITED, 1008, Frames.text("{}"), Frames.text("{}"), Frames.text("{}"));
        on(ErrorCode.UNSUPPORTED_DATA, 1003, Frames.masked(Frames.FINAL | Frames.BINARY, (byte) 1));
        on(ErrorCode.INVALID_TEXT, 1007, Frames.masked(Frames.FINAL | Frames.TEXT, (byte) 0xc3, (byte) 0x28));
        on(ErrorCode.TOO_LARGE, 1009, Frames.head(Frames.FINAL | Frames.TEXT, 1 << 20));
        on(ErrorCode.PROTOCOL_VIOLATION, 1002, Frames.unmasked(Frames.FINAL | Frames.TEXT, (byte) '{', (byte) '}'));
        on(ErrorCode.FORBIDDEN, "{'type':'subscribe','channel':'private-1'}");
        on(ErrorCode.NOT_PUBLISHABLE, "{'type':'publish','channel':'team-1','event':'activity-logged','data':1}");
        on(ErrorCode.RESERVED_TYPE, "{'type':'publish','channel':'team-1','event':'live','data':1}");
        on(ErrorCode.INVALID_DATA, "{'type':'publish','channel':'team-1','event':'cheer'}");
        on(ErrorCode.INVALID_MESSAGE, "{'type':'ping','id':[0.1e2147483648]}");
        on(ErrorCode.UNKNOWN_TYPE, "{'type':'dance'}");
        on(ErrorCode.INVALID_CHANNEL, "{'type':'subscribe','channel':'a b'}");
        on(ErrorCode.INVALID_CURSOR, "{'type':'subscribe','channel':'team-1','since':'xx'}");
        on(ErrorCode.TOO_MANY_CHANNELS, "{'type':'subscribe','channels':['a','b']}");
        on(ErrorCode.UNAVAILABLE, "{'type':'publish','channel':'team-1','event':'cheer','data':1}");
    }

    @AfterAll
    static void stop() {
        node.close();
        strict.close();
    }

    /** Which of them the contract knows; a new one has to be put into it and into this table. */
    @Test
    void theTableTheContractAndTheGatewayHaveTheSameWords() throws IOException {
        Set<String> words =
                Arrays.stream(ErrorCode.values()).map(ErrorCode::code).collect(Collectors.toSet());
        Set<String> contract = new TreeSet<>();
        try (InputStream frames = Event.class.getResourceAsStream("/milepost/frames.json")) {
            new ObjectMapper()
                    .readTree(frames)
                    .at("/$defs/Error/properties/code/enum")
                    .forEach(code -> contract.add(code.textValue()));
        }
        assertThat(contract).isEqualTo(words);
        assertThat(CASES).containsOnlyKeys(ErrorCode.values());
    }

    @ParameterizedTest
    @EnumSource
    void isSaidAndClosesOrDoesNot(ErrorCode code) throws IOException {
        Case due = CASES.get(code);
        assertThat(due.closes()).as("what the gateway means to do").isEqualTo(code.closeCode());
        boolean stranger = code == ErrorCode.AUTH_TIMEOUT;
        TestNode at = stranger
                        || code == ErrorCode.RATE_LIMITED
                        || code == ErrorCode.TOO_MANY_CONNECTIONS
                        || code == ErrorCode.TOO_MANY_CHANNELS
                ? strict
                : node;
        String who = "token=" + token("of " + code);
        try (RawSocket first = new RawSocket(at.ws() + "?" + (stranger ? "" : who), ROOM);
                RawSocket second =
                        code == ErrorCode.TOO_MANY_CONNECTIONS ? oneMore(first, at.ws() + "?" + who) : first) {
            if (code == ErrorCode.UNAVAILABLE) {
                node.publishing(false);
            }
            for (byte[] said : due.said()) {
                second.sendRaw(said);
            }
            JsonNode error = second.next();
            while (!error.path("code").asText().equals(code.code()) && hasAnswersBefore(code)) {
                error = second.next();
            }
            assertThat(error.path("type").asText()).isEqualTo("error");
            assertThat(error.path("code").asText()).isEqualTo(code.code());
            assertThat(error.path("message").asText())
                    .isNotEmpty()
                    .isEqualTo(error.path("error").asText());
            assertThat(error.path("retryAfterMs").asLong() > 0).isEqualTo(code == ErrorCode.RATE_LIMITED);
            if (due.closes() == OPEN) {
                second.send("{\"type\":\"ping\"}");
                assertThat(second.next().path("type").asText()).isEqualTo("pong");
            } else {
                assertThat(second.closeCode()).isEqualTo(due.closes());
            }
        } finally {
            node.publishing(true);
        }
    }

    /** Another one of the same user, when the first one is there: the answer to its upgrade may come before that. */
    private static RawSocket oneMore(RawSocket first, String address) throws IOException {
        first.send("{\"type\":\"ping\"}");
        assertThat(first.next().path("type").asText()).isEqualTo("pong");
        return new RawSocket(address, ROOM);
    }

    private static boolean hasAnswersBefore(ErrorCode code) {
        return code == ErrorCode.RATE_LIMITED || code == ErrorCode.TOO_MANY_CHANNELS;
    }

    private static String token(String user) {
        return new TokenMint(TestNode.SECRET)
                .mint(Map.of("sub", user, "channels", List.of("*"), "publish", List.of("*")), Duration.ofMinutes(10));
    }

    /** The rest is in {@link LimitsIT} and {@link DrainIT}; the launcher holds all answers against the description. */
    @ParameterizedTest
    @CsvSource({"/ws?token=a.b.c, 401, unauthenticated", "/nowhere?token=a.b.c, 404, not_found"})
    void atTheUpgrade(String path, int status, String word) throws IOException {
        URI address = URI.create(node.http());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(Frames.upgrade(path));
            String answer = "";
            while (!answer.endsWith("}}")) {
                int read = socket.getInputStream().read();
                assertThat(read).as(answer).isNotNegative();
                answer += (char) read;
            }
            assertThat(answer).startsWith("HTTP/1.1 " + status).containsIgnoringCase("content-type: application/json");
            JsonNode error = new ObjectMapper()
                    .readTree(answer.substring(answer.indexOf("\r\n\r\n")).getBytes(US_ASCII))
                    .path("error");
            assertThat(error.path("code").asText()).isEqualTo(word);
            assertThat(error.path("message").asText()).isNotEmpty();
            assertThat(error.path("path").asText()).isEqualTo(path.substring(0, path.indexOf('?')));
        }
    }
}
