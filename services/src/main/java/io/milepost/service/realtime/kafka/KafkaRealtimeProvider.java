package io.milepost.service.realtime.kafka;

import io.milepost.service.Environment;
import io.milepost.service.ServiceProvider;
import io.milepost.service.ServiceType;
import io.milepost.service.realtime.RealtimeService;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;

/** The native way, {@code WEBSOCKET_PROVIDER=kafka}: see {@link KafkaRealtimeService}. */
public final class KafkaRealtimeProvider implements ServiceProvider<RealtimeService> {
    @Override
    public ServiceType<RealtimeService> type() {
        return RealtimeService.type();
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public RealtimeService open(Environment environment) {
        KafkaRealtimeConfig config = KafkaVariables.read(environment);
        try {
            return new KafkaRealtimeService(config);
        } catch (KafkaException e) {
            Throwable why = e.getCause() instanceof ConfigException fault ? fault : e;
            // Other causes may quote a password.
            throw KafkaVariables.refused(
                    why instanceof ConfigException
                            ? String.valueOf(why.getMessage())
                            : why.getClass().getName());
        }
    }
}
