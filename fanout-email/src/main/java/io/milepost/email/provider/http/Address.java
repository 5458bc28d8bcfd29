package io.milepost.email.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.service.Variables;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;

/** Where an API is, and what stands in its paths. */
public final class Address {
    private Address() {}

    /** The address under a variable, {@code http} or {@code https}, without a path's last slash. Faults are noted. */
    public static URI read(Variables variables, String name, String standard) {
        String text = variables.text(name).orElse(standard);
        String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            URI uri = new URI(bare);
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        variables.fault(name, "is no address such as " + standard);
        return URI.create(standard);
    }

    /** One part of a path. */
    public static String part(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
