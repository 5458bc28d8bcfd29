package io.milepost.email.unsubscribe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.milepost.fanout.Endpoint.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The pages that recipients see. They hold no script and load nothing; no other site may frame them, learns of their address,
 * or finds them in a cache.
 */
final class Pages {
    private static final String STYLE = resource("page.css");
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'sha256-" + sha256(STYLE)
                    + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "Referrer-Policy",
            "no-referrer",
            "Cache-Control",
            "no-store",
            "X-Content-Type-Options",
            "nosniff",
            "X-Robots-Tag",
            "noindex");

    private static final Mustache.Compiler COMPILER = Mustache.compiler().escapeHTML(true);
    private static final Template FRAME = template("page");
    static final Template UNSUBSCRIBE = template("unsubscribe");
    static final Template PREFERENCES = template("preferences");
    static final Template MESSAGE = template("message");

    private Pages() {}

    /**
     * A page.
     *
     * @param values what the template's variables stand for; escaped when they are put in
     */
    static Answer html(int status, String title, Template body, Map<String, ?> values) {
        String page = FRAME.execute(Map.of("title", title, "style", STYLE, "body", body.execute(values)));
        return answer(status, "text/html; charset=utf-8", page);
    }

    static Answer json(int status, ObjectNode json) {
        return answer(status, "application/json", json.toString());
    }

    private static Answer answer(int status, String type, String body) {
        Map<String, String> headers = new HashMap<>(HEADERS);
        headers.put("Content-Type", type);
        if (status == 503) {
            headers.put("Retry-After", "30");
        }
        return new Answer(status, Map.copyOf(headers), body.getBytes(UTF_8));
    }

    private static Template template(String name) {
        return COMPILER.compile(resource(name + ".html"));
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Pages.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
