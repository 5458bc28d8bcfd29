package io.milepost.gateway.api;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What a Pusher client has to know to connect. All of it is public; a secret has no place here.
 *
 * @param key the app's key
 * @param cluster where Pusher runs the app, such as {@code eu}; client libraries want one even with a host of one's own
 * @param host where sockets are opened if not at Pusher's
 * @param port the port there; 0 for the usual one
 * @param tls whether with TLS
 */
public record PusherClient(String key, String cluster, Optional<String> host, int port, boolean tls) {
    /** In the words of Pusher's own client. */
    JsonObject json() {
        JsonObject json =
                new JsonObject().put("key", key).put("cluster", cluster).put("forceTLS", tls);
        host.ifPresent(own -> json.put("wsHost", own));
        if (port > 0) {
            json.put("wsPort", port).put("wssPort", port);
        }
        return json;
    }
}
