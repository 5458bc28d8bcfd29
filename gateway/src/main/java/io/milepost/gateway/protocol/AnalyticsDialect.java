package io.milepost.gateway.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.gateway.protocol.Frame.Refused;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rooms in which figures are watched: one gets those asked for. */
public final class AnalyticsDialect extends RoomDialect {
    private static final String PREFIX = "metrics-";
    private static final int MAX_METRICS = 200;

    private final MetricsWire metrics;

    /** A look at figures over one connection, in the room that the address names, if it does. */
    public AnalyticsDialect(@Nullable String contextId) {
        this(new MetricsWire(), contextId);
    }

    private AnalyticsDialect(MetricsWire metrics, @Nullable String contextId) {
        super(metrics, contextId);
        this.metrics = metrics;
    }

    @Override
    Command command(String type, Frame data) throws Refused {
        return switch (type) {
            case "subscribe" -> {
                metrics.show(names(data));
                // Anew, so that the present values of figures asked for later come too.
                yield new Command.Subscribe(List.of(room(PREFIX)), new Since.Latest());
            }
            case "unsubscribe" -> new Command.Unsubscribe(List.of(room(PREFIX)));
            default -> throw Frame.unknownType(type);
        };
    }

    private static Set<String> names(Frame data) throws Refused {
        Set<String> names = new HashSet<>();
        for (JsonNode name : data.list("metrics")) {
            if (!name.isTextual()) {
                throw new Refused(ErrorCode.INVALID_DATA, "data.metrics: a list of names is expected");
            }
            names.add(name.textValue());
        }
        if (names.isEmpty() || names.size() > MAX_METRICS) {
            throw new Refused(ErrorCode.INVALID_DATA, "data.metrics: 1 to " + MAX_METRICS + " names are expected");
        }
        return names;
    }

    @Override
    List<Wanted> entered() {
        return List.of();
    }

    @Override
    public Seen seen() {
        return Seen.NOWHERE;
    }
}
