package io.milepost.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Turns away who has no business here: pages of strangers, whether they come by their own origin or by a name of theirs that
 * leads here, and whoever would change something without the operator's token.
 */
public final class Guard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> OF_PROXIES = Set.of("forwarded", "via", "x-real-ip");
    private static final String BEARER = "Bearer ";

    private final Access access;

    /** Guards by these rules. */
    public Guard(Access access) {
        this.access = access;
    }

    /** The rules. */
    public Access access() {
        return access;
    }

    /**
     * Lets in whoever names this node by a name that is its own.
     *
     * @return that name, without a port
     * @throws Refused if it is another one
     */
    public String checkHost(Map<String, List<String>> headers) {
        String name = name(header(headers, "host"));
        if (LOOPBACK.contains(name) || access.hosts().contains(name)) {
            return name;
        }
        throw new Refused(
                403, "forbidden", "Host: neither a loopback name nor one of console.hosts; set that to be reached so");
    }

    /**
     * Lets in the console's own page, and whoever is no browser.
     *
     * @throws Refused if a page from elsewhere asks
     */
    public void checkOrigin(Map<String, List<String>> headers) {
        String origin = header(headers, "origin");
        String site = header(headers, "sec-fetch-site");
        boolean own = origin.isEmpty() || authority(origin).equals(header(headers, "host"));
        if (!own || site.equals("cross-site") || site.equals("same-site")) {
            throw new Refused(403, "forbidden", "Origin: pages from elsewhere may not ask");
        }
    }

    /**
     * Whether whoever asks may read without the token: the listener is on a loopback address, and no proxy says that it asks for
     * somebody from elsewhere.
     */
    public boolean isOpen(Map<String, List<String>> headers) {
        return access.loopback() && headers.keySet().stream().noneMatch(Guard::isOfProxy);
    }

    private static boolean isOfProxy(String header) {
        return OF_PROXIES.contains(header) || header.startsWith("x-forwarded");
    }

    /**
     * Lets in who may read.
     *
     * @throws Refused if that needs the token and it is not there
     */
    public void checkReader(Map<String, List<String>> headers) {
        if (!isOpen(headers)) {
            checkOperator(headers);
        }
    }

    /**
     * Lets in an operator.
     *
     * @throws Refused if the token is not there, or none is configured
     */
    public void checkOperator(Map<String, List<String>> headers) {
        String expected = access.operatorToken()
                .orElseThrow(() -> new Refused(
                        403,
                        "forbidden",
                        "no operator's token is configured: set console.operatorToken or console.operatorTokenFile, "
                                + Access.LEAST_TOKEN + " characters at least"));
        String said = header(headers, "authorization");
        if (!said.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || !isSame(expected, said.substring(BEARER.length()).strip())) {
            throw new Refused(401, "unauthenticated", "send the operator's token: Authorization: Bearer TOKEN");
        }
    }

    /** Compares in a time that says nothing of where they differ, nor of how long either is. */
    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(digest(one), digest(other));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String authority(String origin) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** A host without its port. */
    private static String name(String host) {
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        return (end > 0 ? host.substring(0, end) : host).toLowerCase(Locale.ROOT);
    }

    private static String header(Map<String, List<String>> headers, String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.size() == 1 ? values.get(0) : "";
    }
}
