package io.milepost.pusher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Pusher's signatures, written after its documentation and not with its library. */
final class Signatures {
    private Signatures() {}

    /** What is wrong with a request's signature; null if nothing is. */
    static String fault(Request request, String key, String secret) {
        Map<String, String> query = new TreeMap<>(request.query());
        String signature = query.remove("auth_signature");
        if (!key.equals(query.get("auth_key")) || !"1.0".equals(query.get("auth_version"))) {
            return "auth_key or auth_version";
        }
        long age = System.currentTimeMillis() / 1000 - Long.parseLong(query.get("auth_timestamp"));
        if (Math.abs(age) > 600) {
            return "auth_timestamp";
        }
        if (request.method().equals("POST") && !md5(request.body()).equals(query.get("body_md5"))) {
            return "body_md5";
        }
        String signed = request.method() + "\n" + request.path() + "\n"
                + query.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("&"));
        return hmac(signed.getBytes(UTF_8), secret).equals(signature) ? null : "auth_signature";
    }

    static String hmac(byte[] text, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String md5(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
