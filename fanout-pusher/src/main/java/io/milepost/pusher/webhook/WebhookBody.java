package io.milepost.pusher.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.Event;
import io.milepost.event.Json;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is posted: {@code {"time_ms": …, "events": [{"name": …, "channel": …, …}]}}.
 * The time is the present, whenever the facts were: libraries of Pusher's refuse bodies that are more than minutes old, though a
 * fact may be sent once more at any time.
 */
final class WebhookBody {
    private WebhookBody() {}

    static byte[] of(List<Event> facts) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("time_ms", System.currentTimeMillis());
        ArrayNode events = body.putArray("events");
        facts.forEach(fact -> events.add(fact.data().tree()));
        ByteBuffer utf8 = Json.of(body).utf8();
        byte[] bytes = new byte[utf8.remaining()];
        utf8.get(bytes);
        return bytes;
    }

    /** HMAC-SHA256, in lower-case hexadecimal digits. */
    static String signature(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
