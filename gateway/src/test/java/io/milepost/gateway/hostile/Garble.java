package io.milepost.gateway.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;

/** HTTP requests that are broken in one place or another, or everywhere. */
final class Garble {
    private static final String[] PATHS = {
        "/ws",
        "/api/chat/ws",
        "/sse",
        "/api/channels",
        "/api/channels/mad",
        "/api/channels/mad/members",
        "/api/channels/mad/events",
        "/api/events",
        "/api/websocket/send",
        "/api/realtime/config",
        "/api/auth/ws-token",
        "/healthz",
        "/readyz",
        "/nowhere"
    };
    private static final String[] METHODS = {
        "GET", "GET", "GET", "POST", "POST", "OPTIONS", "PUT", "HEAD", "DELETE", "TRACE", "CONNECT", "PATCH", "get",
        "G@T", "PRI"
    };
    private static final String[] VALUES = {
        "",
        "%",
        "%zz",
        "%00",
        "%ff%fe",
        "%ud83d",
        "..",
        "../..",
        "a b",
        "mad",
        "private-mad",
        "team-*",
        "-1",
        "0",
        "99999999999999999999",
        "1e9",
        "NaN",
        "earliest",
        "latest",
        "\u00ff",
        "{}",
        "[",
        "x".repeat(300),
        "2026-01-01T00:00:00Z"
    };
    private static final String[] NAMES = {
        "channel", "since", "before", "limit", "wait", "prefix", "lastEventId", "token", "contextId"
    };
    private static final String[] HEADERS = {
        "Content-Length: -1",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 99999999999999999999",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Transfer-Encoding: nonsense",
        "Expect: 100-continue",
        "Expect: nothing",
        "Upgrade: websocket\r\nConnection: Upgrade",
        "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAAA",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %%%",
        "Sec-WebSocket-Protocol: bearer.,,bearer.x,\u0001",
        "Authorization: Bearer",
        "Authorization: Bearer a.b.c",
        "Authorization: \u00ff",
        "Cookie: accessToken=\u0001; =; ;;; a=\"",
        "Cookie: accessToken=a.b.c",
        "Accept: text/event-stream",
        "Last-Event-ID: AAAA",
        "Last-Event-ID: \u00e4\u0000",
        "Origin: null",
        "X-Forwarded-For: ,,,",
        "Content-Type: x/y;;charset=\"",
        "Host:",
        "Range: bytes=-1",
        "No colon",
        ": no name",
        "Content-Encoding: gzip",
        "A: " + "x".repeat(9_000)
    };
    private static final List<String> BODIES = List.of(
            "{\"stream\":\"chat\",\"key\":\"mad\",\"type\":\"message\",\"data\":{\"n\":1},\"id\":\"own\"}",
            "[{\"stream\":\"channels\",\"key\":\"mad\",\"type\":\"note\",\"data\":[1,{\"a\":null}]}]",
            "{\"channel\":\"mad\",\"event\":\"note\",\"data\":{\"n\":1}}");

    private final Random random;
    private final String token;

    Garble(Random random, String token) {
        this.random = random;
        this.token = token;
    }

    /** What one connection says, as it is written. */
    byte[] next() {
        if (random.nextInt(20) == 0) {
            byte[] noise = new byte[1 + random.nextInt(500)];
            random.nextBytes(noise);
            return noise;
        }
        StringBuilder said = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            said.append(request());
        }
        if (random.nextInt(4) == 0) {
            for (int i = random.nextInt(5); i >= 0; i--) {
                said.setCharAt(random.nextInt(said.length()), (char) random.nextInt(256));
            }
        }
        return said.toString().getBytes(ISO_8859_1);
    }

    private String request() {
        String body = random.nextBoolean() ? "" : body();
        StringBuilder head = new StringBuilder(one(METHODS)).append(' ').append(one(PATHS));
        if (random.nextInt(8) == 0) {
            head.append('/').append(one(VALUES));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            head.append(head.indexOf("?") < 0 ? '?' : '&')
                    .append(one(NAMES))
                    .append('=')
                    .append(one(VALUES));
        }
        head.append(random.nextInt(30) == 0 ? " HTTP/9.9" : " HTTP/1.1").append("\r\nHost: x\r\n");
        if (random.nextInt(3) > 0) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            head.append(one(HEADERS)).append("\r\n");
        }
        if (!body.isEmpty() && random.nextInt(6) == 0) {
            return head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(random.nextInt(2 * body.length()))
                    + "\r\n" + body + "\r\n0\r\n\r\n";
        }
        int length = body.length() + (random.nextInt(10) == 0 ? random.nextInt(20) : 0);
        return head + "Content-Length: " + length + "\r\n\r\n" + body;
    }

    private String body() {
        byte[] frame = new Nuisance(random, BODIES).text().getBytes(UTF_8);
        return random.nextInt(3) == 0 ? BODIES.get(random.nextInt(BODIES.size())) : new String(frame, ISO_8859_1);
    }

    private String one(String[] some) {
        return some[random.nextInt(some.length)];
    }
}
