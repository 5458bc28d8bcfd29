package io.milepost.service.realtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.channel.ChannelName;
import io.milepost.service.realtime.Member;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens that open one channel at a gateway with the same secret (JWT, HS256). Any thread. */
final class ChannelTokens {
    private static final String HEADER = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8));

    private final SecretKeySpec key;

    ChannelTokens(String secret) {
        key = new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256");
    }

    /** A token that begins now: to follow the channel, not to publish to it. */
    String open(ChannelName channel, Member member, Duration life) {
        Instant now = Instant.now();
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        claims.put("sub", member.id());
        claims.put("jti", UUID.randomUUID().toString());
        claims.putArray("channels").add(channel.value());
        if (member.name() != null) {
            claims.put("name", member.name());
        }
        if (member.avatar() != null) {
            claims.put("avatar", member.avatar());
        }
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(life).getEpochSecond());
        return sign(claims);
    }

    private String sign(ObjectNode claims) {
        String signed = HEADER + "." + encode(claims.toString().getBytes(UTF_8));
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return signed + "." + encode(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
