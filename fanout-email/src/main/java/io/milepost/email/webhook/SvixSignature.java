package io.milepost.email.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.Endpoint;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Svix's signatures: HMAC over the call's id, its time and the body; several, while a secret is being replaced. Any thread. */
final class SvixSignature {
    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    private static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final int MOST_SIGNATURES = 10;
    private static final int MOST_CHARS = 2_048;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,11}");

    private final byte[] key;
    private final InstantSource clock;

    SvixSignature(byte[] key, InstantSource clock) {
        this.key = key.clone();
        this.clock = clock;
    }

    /** The key in a secret; empty if there is none. */
    static byte[] key(String secret) {
        try {
            return secret.startsWith(PREFIX)
                    ? Base64.getDecoder().decode(secret.substring(PREFIX.length()))
                    : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** The call's id, if it is signed and not old. */
    String check(Endpoint.Request request) {
        String id = header(request, "svix-id", ID);
        String time = header(request, "svix-timestamp", SECONDS);
        String said = request.header("svix-signature")
                .filter(text -> text.length() <= MOST_CHARS)
                .orElseThrow(() -> new RefusedException(401, "svix-signature is missing"));
        byte[] expected = sign(id, time, request.body());
        boolean signed = false;
        for (String one : said.split(" ", MOST_SIGNATURES)) {
            signed |=
                    one.startsWith(VERSION) && MessageDigest.isEqual(expected, decode(one.substring(VERSION.length())));
        }
        if (!signed) {
            throw new RefusedException(403, "the signature does not match");
        }
        Refusals.checkAge(Instant.ofEpochSecond(Long.parseLong(time)), clock.instant(), MAX_AGE);
        return id;
    }

    byte[] sign(String id, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + '.' + time + '.').getBytes(UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static String header(Endpoint.Request request, String name, Pattern form) {
        return request.header(name)
                .filter(text -> form.matcher(text).matches())
                .orElseThrow(() -> new RefusedException(401, name + " is missing"));
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
