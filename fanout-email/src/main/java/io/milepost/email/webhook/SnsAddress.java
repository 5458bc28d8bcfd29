package io.milepost.email.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses that messages of SNS name, and that are asked only if they are SNS's own: {@code https}, the host
 * {@code sns.REGION.amazonaws.com} or {@code sns.REGION.amazonaws.com.cn} and nothing else, no port but 443, nobody's name.
 */
final class SnsAddress {
    private static final int MOST_CHARS = 1_024;
    private static final int HTTPS = 443;
    private static final Pattern HOST =
            Pattern.compile("sns\\.[a-z]{2}(-[a-z]{1,20}){1,3}-[0-9]{1,2}\\.amazonaws\\.com(\\.cn)?");
    private static final Pattern CERTIFICATE = Pattern.compile("/[A-Za-z0-9_-]{1,128}\\.pem");
    private static final Pattern CONFIRMATION = Pattern.compile("(.*&)?Action=ConfirmSubscription(&.*)?");

    private SnsAddress() {}

    /** Where a certificate is, if it is there. */
    static Optional<URI> certificate(String text) {
        return own(text)
                .filter(uri -> uri.getRawQuery() == null
                        && CERTIFICATE.matcher(uri.getRawPath()).matches());
    }

    /** Where a subscription is confirmed, if it is there. */
    static Optional<URI> confirmation(String text) {
        return own(text)
                .filter(uri -> (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                        && uri.getRawQuery() != null
                        && CONFIRMATION.matcher(uri.getRawQuery()).matches());
    }

    private static Optional<URI> own(String text) {
        if (text.length() > MOST_CHARS) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text);
            boolean own = "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && HOST.matcher(uri.getHost()).matches()
                    && uri.getRawUserInfo() == null
                    && (uri.getPort() == -1 || uri.getPort() == HTTPS)
                    && uri.getRawFragment() == null;
            return own ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
