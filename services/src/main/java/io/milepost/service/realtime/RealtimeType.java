package io.milepost.service.realtime;

import io.milepost.service.ServiceType;
import java.util.Map;

/** How the registry knows realtime services. */
final class RealtimeType {
    private static final String NOT_BUILT = "nobody has built it yet";

    static final ServiceType<RealtimeService> REALTIME = new ServiceType<>(
            "websocket",
            RealtimeService.class,
            "WEBSOCKET_PROVIDER",
            "kafka",
            Map.of(
                    "pusher", "add io.milepost:fanout-pusher to the class path",
                    "apigateway", NOT_BUILT,
                    "api-gateway", NOT_BUILT),
            MeteredRealtimeService::new);

    private RealtimeType() {}
}
