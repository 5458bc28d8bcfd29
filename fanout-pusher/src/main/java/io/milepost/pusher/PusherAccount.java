package io.milepost.pusher;

import io.milepost.fanout.FanoutSettings;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An app at Pusher, or at a server that speaks as Pusher does.
 *
 * @param appId the app's id
 * @param key what clients name it by
 * @param secret what calls are signed with
 * @param scheme {@code https} or {@code http}
 * @param host name, with {@code :port} unless it is the scheme's
 * @param connectTimeout for a connection
 * @param requestTimeout for a whole call, from the connection to the end of the answer
 */
record PusherAccount(
        String appId,
        String key,
        String secret,
        String scheme,
        String host,
        Duration connectTimeout,
        Duration requestTimeout) {
    /** The longest time that a call may be given: the sink's calls must fit into the time a delivery has. */
    static final Duration LONGEST = Duration.ofSeconds(15);

    /** How long a connection may take to come about. */
    static final Duration CONNECT = Duration.ofSeconds(3);

    /** How long a call may take. */
    static final Duration REQUEST = Duration.ofSeconds(5);

    /** Where apps are that name no cluster. */
    static final String DEFAULT_CLUSTER = "mt1";

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Pattern APP_ID = Pattern.compile("[-_.A-Za-z0-9]{1,64}");
    private static final Pattern CLUSTER = Pattern.compile("[-a-z0-9]{1,32}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([-.A-Za-z0-9]{0,252}[A-Za-z0-9])?");

    /** Reads the app's part of the settings. */
    static PusherAccount read(FanoutSettings settings) {
        String appId = settings.required("appId", "the id of the app, as Pusher's dashboard shows it");
        if (!appId.isBlank() && !isAppId(appId)) {
            settings.fault("appId", "an id is made of letters, digits and -_. only");
        }
        String key = settings.required("key", "the app's key, as Pusher's dashboard shows it");
        String secret = settings.secret("secret", "the app's secret, as Pusher's dashboard shows it, or secretFile");
        String scheme = settings.choice("scheme", "https", List.of("https", "http"));
        return new PusherAccount(
                appId,
                key,
                secret,
                scheme,
                host(settings, scheme),
                timeout(settings, "connectTimeout", CONNECT),
                timeout(settings, "requestTimeout", REQUEST));
    }

    static boolean isAppId(String text) {
        return APP_ID.matcher(text).matches();
    }

    static boolean isCluster(String text) {
        return CLUSTER.matcher(text).matches();
    }

    static boolean isHost(String text) {
        return HOST.matcher(text).matches();
    }

    /** The server of a cluster. */
    static String hostOf(String cluster) {
        return "api-" + cluster + ".pusher.com";
    }

    /** A server that is somebody's own. */
    static String hostOf(String host, int port, String scheme) {
        return port == defaultPort(scheme) ? host : host + ':' + port;
    }

    static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static String host(FanoutSettings settings, String scheme) {
        String host = settings.read("host", "", "the name of a host", text -> isHost(text) ? text : null);
        String cluster =
                settings.read("cluster", "", "a cluster's name, such as eu", text -> isCluster(text) ? text : null);
        int port = settings.number("port", defaultPort(scheme), 1, 65_535);
        if (!host.isEmpty() && !cluster.isEmpty()) {
            settings.fault(
                    "cluster", "a cluster is a host already: say cluster for Pusher, host for a server of your own");
        }
        if (host.isEmpty() && port != defaultPort(scheme)) {
            settings.fault("port", "goes with host, and there is none");
        }
        return host.isEmpty() ? hostOf(cluster.isEmpty() ? DEFAULT_CLUSTER : cluster) : hostOf(host, port, scheme);
    }

    private static Duration timeout(FanoutSettings settings, String key, Duration otherwise) {
        Duration timeout = settings.duration(key, otherwise, SHORTEST);
        if (timeout.compareTo(LONGEST) > 0) {
            settings.fault(key, "more than " + LONGEST.toSeconds() + "s, which a delivery has no time for");
        }
        return timeout;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "app " + appId + " at " + scheme + "://" + host;
    }
}
