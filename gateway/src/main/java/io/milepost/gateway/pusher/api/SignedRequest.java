package io.milepost.gateway.pusher.api;

import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.Signature;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a server of an app has signed: the method, the path, the query in the order of its names, and by that the body. */
final class SignedRequest {
    private static final long APART_SECONDS = 600;
    private static final String SIGNATURE = "auth_signature";

    private SignedRequest() {}

    /**
     * Why a request is not to be believed, whatever its body is; null if it is. What is signed is the body's hash, so that the
     * body need not be there yet.
     *
     * @param now seconds since the epoch
     */
    static @Nullable String whyNot(RoutingContext context, App app, long now) {
        MultiMap query = context.queryParams();
        SortedMap<String, String> said = new TreeMap<>();
        for (Map.Entry<String, String> one : query) {
            if (said.put(one.getKey().toLowerCase(Locale.ROOT), one.getValue()) != null) {
                return "the query says something twice"; // Of which only one would be signed.
            }
        }
        String signature = said.remove(SIGNATURE);
        if (signature == null) {
            return SIGNATURE + ": missing";
        }
        if (!app.key().equals(said.get("auth_key"))) {
            return "auth_key: not the app's";
        }
        if (!"1.0".equals(said.get("auth_version"))) {
            return "auth_version: 1.0 is expected";
        }
        String at = said.getOrDefault("auth_timestamp", "");
        if (!at.matches("\\d{1,12}") || Math.abs(Long.parseLong(at) - now) > APART_SECONDS) {
            return "auth_timestamp: more than " + APART_SECONDS + " s from now, which is " + now;
        }
        return isGood(context.request(), said, app, signature) ? null : SIGNATURE + ": not the one of this request";
    }

    /** Why the body of a request that is signed is not to be believed; null if it is. */
    static @Nullable String whyNotBody(RoutingContext context) {
        Buffer body = context.body() == null ? null : context.body().buffer();
        String md5 = null;
        for (Map.Entry<String, String> one : context.queryParams()) {
            md5 = one.getKey().equalsIgnoreCase("body_md5") ? one.getValue() : md5;
        }
        byte[] bytes = body == null ? new byte[0] : body.getBytes();
        if (md5 == null) {
            return bytes.length == 0 ? null : "body_md5: missing";
        }
        byte[] said = md5.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(md5(bytes).getBytes(StandardCharsets.UTF_8), said)
                ? null
                : "body_md5: not that of the body";
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    /** Some sign the path as it is sent, some as it is meant; they differ where an id has strange letters. */
    private static boolean isGood(
            HttpServerRequest request, SortedMap<String, String> said, App app, String signature) {
        StringBuilder query = new StringBuilder();
        said.forEach((name, value) -> query.append(query.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(value));
        String method = request.method().name();
        String sent = request.path();
        String meant = decoded(sent);
        return Signature.isGood(app.secret(), method + "\n" + sent + "\n" + query, signature)
                || (!meant.equals(sent)
                        && Signature.isGood(app.secret(), method + "\n" + meant + "\n" + query, signature));
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path;
        }
    }
}
