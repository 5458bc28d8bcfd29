package io.milepost.email.unsubscribe;

import io.milepost.fanout.FanoutSettings;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The links that mails hold, and the headers by which mail programs show a button of their own (RFC 8058).
 *
 * @param publicUrl where the world reaches the endpoints, without a slash at its end: {@code https://mail.example.com}
 */
public record UnsubscribeLinks(String publicUrl, UnsubscribeTokens tokens) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String EXPECTED =
            "an address such as https://mail.example.com; http only where it is this very machine";

    /** With the address under {@code publicUrl}. A fault in it is noted there. */
    public static UnsubscribeLinks read(FanoutSettings settings, UnsubscribeTokens tokens) {
        settings.required("publicUrl", EXPECTED);
        return new UnsubscribeLinks(
                settings.read("publicUrl", "", EXPECTED, text -> text.isBlank() ? "" : checked(text)), tokens);
    }

    /** Without the slash at its end, or null if nobody should be sent there. */
    private static @Nullable String checked(String text) {
        URI url = URI.create(text.strip());
        String host = url.getHost();
        boolean safe = "https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && isLoopback(host));
        boolean bare = url.getRawQuery() == null && url.getRawFragment() == null && url.getRawUserInfo() == null;
        return host != null && safe && bare ? text.strip().replaceAll("/+$", "") : null;
    }

    private static boolean isLoopback(@Nullable String host) {
        return host != null && LOOPBACK.contains(host);
    }

    /** The headers of a mail of a category that is not critical. */
    public Map<String, String> headers(String recipientId, String category, String requestKey) {
        return Map.of(
                "List-Unsubscribe",
                "<" + url(recipientId, category, requestKey) + ">",
                "List-Unsubscribe-Post",
                FormBody.ONE_CLICK_NAME + "=" + FormBody.ONE_CLICK_VALUE);
    }

    /** Where a recipient unsubscribes from a category. */
    public String url(String recipientId, String category, String requestKey) {
        return publicUrl + UnsubscribeEndpoint.PATH + "?t=" + tokens.issue(recipientId, category, requestKey);
    }

    /** Where a recipient says what they want. */
    public String preferencesUrl(String recipientId, String category, String requestKey) {
        return publicUrl + PreferencesEndpoint.PATH + "?t=" + tokens.issue(recipientId, category, requestKey);
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "UnsubscribeLinks[" + publicUrl + "]";
    }
}
