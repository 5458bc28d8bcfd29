package io.milepost.pusher;

import io.milepost.service.Environment;
import io.milepost.service.ServiceProvider;
import io.milepost.service.ServiceType;
import io.milepost.service.Variables;
import io.milepost.service.realtime.RealtimeService;
import java.util.Optional;
import java.util.Set;

/**
 * Realtime events by Pusher, {@code WEBSOCKET_PROVIDER=pusher}. Variables: {@code PUSHER_APP_ID}, {@code PUSHER_KEY} or
 * {@code NEXT_PUBLIC_PUSHER_KEY}, {@code PUSHER_SECRET} or {@code PUSHER_SECRET_FILE}, {@code PUSHER_CLUSTER} or
 * {@code NEXT_PUBLIC_PUSHER_CLUSTER}; for a server of one's own {@code PUSHER_HOST}, {@code PUSHER_PORT} and
 * {@code PUSHER_SCHEME}; {@code MILEPOST_SOURCE}.
 */
public final class PusherRealtimeProvider implements ServiceProvider<RealtimeService> {
    private static final String[] CLUSTER = {"PUSHER_CLUSTER", "NEXT_PUBLIC_PUSHER_CLUSTER"};

    /** Found by {@link java.util.ServiceLoader}. */
    public PusherRealtimeProvider() {}

    @Override
    public ServiceType<RealtimeService> type() {
        return RealtimeService.type();
    }

    @Override
    public String name() {
        return "pusher";
    }

    @Override
    public RealtimeService open(Environment environment) {
        Variables variables = environment.read();
        PusherAccount account = account(variables);
        String source = variables.text("MILEPOST_SOURCE").orElse("/milepost/services");
        variables.check();
        return new PusherRealtimeService(account, source);
    }

    private static PusherAccount account(Variables variables) {
        String appId = variables.required("PUSHER_APP_ID");
        if (!appId.isEmpty() && !PusherAccount.isAppId(appId)) {
            variables.fault("PUSHER_APP_ID", "an id is made of letters, digits and -_. only");
        }
        String scheme = variables.oneOf("PUSHER_SCHEME", "https", Set.of("https", "http"));
        return new PusherAccount(
                appId,
                variables.required("PUSHER_KEY", "NEXT_PUBLIC_PUSHER_KEY"),
                variables.requiredSecret("PUSHER_SECRET"),
                scheme,
                host(variables, scheme),
                PusherAccount.CONNECT,
                PusherAccount.REQUEST);
    }

    /** A host of one's own comes before the cluster, which the other documents' clients may need all the same. */
    private static String host(Variables variables, String scheme) {
        Optional<String> host = variables.text("PUSHER_HOST");
        if (host.isPresent()) {
            if (!PusherAccount.isHost(host.get())) {
                variables.fault("PUSHER_HOST", "\"" + host.get() + "\" is not the name of a host");
            }
            int port = variables.port("PUSHER_PORT", PusherAccount.defaultPort(scheme));
            return PusherAccount.hostOf(host.get(), port, scheme);
        }
        String cluster = variables.text(CLUSTER).orElse(PusherAccount.DEFAULT_CLUSTER);
        if (!PusherAccount.isCluster(cluster)) {
            variables.fault(CLUSTER[0], "\"" + cluster + "\" is not a cluster's name, such as eu");
        }
        return PusherAccount.hostOf(cluster);
    }
}
