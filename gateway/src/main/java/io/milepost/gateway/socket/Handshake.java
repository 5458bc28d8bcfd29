package io.milepost.gateway.socket;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client's wish to speak WebSocket (RFC 6455, section 4), and what it is told. */
final class Handshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String BEARER = "bearer.";
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final String OWN_PROTOCOL = "milepost.v1";

    private final HttpServerRequest request;
    private final List<String> protocols;

    Handshake(HttpServerRequest request) {
        this.request = request;
        this.protocols = protocols(request.headers());
    }

    /** Whether it is one at all, and not a plain request that has lost its way. */
    boolean isUpgrade() {
        String upgrade = request.getHeader("Upgrade");
        String connection = request.getHeader("Connection");
        return upgrade != null
                && upgrade.equalsIgnoreCase("websocket")
                && connection != null
                && Arrays.stream(connection.split(","))
                        .anyMatch(token -> token.trim().equalsIgnoreCase("upgrade"));
    }

    boolean hasVersion13() {
        return "13".equals(request.getHeader("Sec-WebSocket-Version"));
    }

    boolean hasKey() {
        String key = request.getHeader("Sec-WebSocket-Key");
        try {
            return key != null && Base64.getDecoder().decode(key.trim()).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The token, from the address or, where an address would be written to somebody's log, from the subprotocols. */
    @Nullable
    String token() {
        String inAddress = request.getParam("token");
        if (inAddress != null) {
            return inAddress;
        }
        return protocols.stream()
                .filter(protocol -> protocol.startsWith(BEARER))
                .map(protocol -> protocol.substring(BEARER.length()))
                .findFirst()
                .orElse(null);
    }

    /** Whether the client is answered that it may compress, and be sent what is compressed; if it can. */
    boolean acceptDeflate() {
        Optional<String> answer = DeflateOffer.answer(request.headers().getAll(EXTENSIONS));
        answer.ifPresent(said -> request.response().headers().set(EXTENSIONS, said));
        return answer.isPresent();
    }

    /** Sets the headers of the answer that accepts. */
    void accept() {
        MultiMap answer = request.response().headers();
        answer.set("Upgrade", "websocket");
        answer.set("Connection", "Upgrade");
        answer.set("Sec-WebSocket-Accept", accept(request.getHeader("Sec-WebSocket-Key")));
        if (protocols.contains(OWN_PROTOCOL)) {
            answer.set("Sec-WebSocket-Protocol", OWN_PROTOCOL);
        } else {
            protocols.stream()
                    .filter(protocol -> protocol.startsWith(BEARER))
                    .findFirst()
                    .ifPresent(protocol -> answer.set("Sec-WebSocket-Protocol", protocol));
        }
    }

    private static String accept(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1").digest((key.trim() + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private static List<String> protocols(MultiMap headers) {
        return headers.getAll("Sec-WebSocket-Protocol").stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::trim)
                .toList();
    }
}
