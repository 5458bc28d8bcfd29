package io.milepost.email.unsubscribe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.Endpoint.Request;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The fields of a form, in either of the two ways a form is sent. */
record FormBody(Map<String, List<String>> fields) {
    /** What mail programs post to unsubscribe somebody (RFC 8058). */
    static final String ONE_CLICK_NAME = "List-Unsubscribe";

    static final String ONE_CLICK_VALUE = "One-Click";

    private static final int MOST_FIELDS = 200;

    /**
     * Reads a request's body.
     *
     * @throws BadFormException if it is no form
     */
    static FormBody of(Request request) throws BadFormException {
        String type = request.header("content-type").orElse("");
        String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (plain) {
            case "application/x-www-form-urlencoded" -> urlencoded(new String(request.body(), UTF_8));
            case "multipart/form-data" -> multipart(request.body(), type);
            default ->
                throw new BadFormException(
                        "a form is expected: application/x-www-form-urlencoded, or" + " multipart/form-data");
        };
    }

    List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    boolean has(String name, String value) {
        return all(name).stream().anyMatch(value::equalsIgnoreCase);
    }

    boolean isOneClick() {
        return has(ONE_CLICK_NAME, ONE_CLICK_VALUE);
    }

    /** The fields of a form, or of a URL's query. */
    static FormBody urlencoded(String text) throws BadFormException {
        Map<String, List<String>> fields = new HashMap<>();
        String[] pairs = text.strip().split("&", MOST_FIELDS + 1);
        for (String pair : pairs) {
            String[] parts = pair.split("=", 2);
            add(fields, pairs.length, decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
        }
        return new FormBody(fields);
    }

    private static String decoded(String text) throws BadFormException {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadFormException("the form is not encoded as it should be");
        }
    }

    private static FormBody multipart(byte[] body, String type) throws BadFormException {
        Map<String, List<String>> fields = new HashMap<>();
        try {
            MimeMultipart parts = new MimeMultipart(new ByteArrayDataSource(body, type));
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart part = parts.getBodyPart(i);
                String[] disposition = part.getHeader("Content-Disposition");
                String name = disposition == null ? null : new ContentDisposition(disposition[0]).getParameter("name");
                if (name != null) {
                    String value = new String(part.getInputStream().readAllBytes(), UTF_8);
                    add(fields, parts.getCount(), name, value.strip());
                }
            }
            return new FormBody(fields);
        } catch (MessagingException | IOException e) {
            throw new BadFormException("the form is not encoded as it should be");
        }
    }

    private static void add(Map<String, List<String>> fields, int count, String name, String value)
            throws BadFormException {
        if (count > MOST_FIELDS) {
            throw new BadFormException("the form has more than " + MOST_FIELDS + " fields");
        }
        fields.computeIfAbsent(name, none -> new ArrayList<>()).add(value);
    }
}
