package io.milepost.launcher.config;

import io.milepost.channel.ChannelTemplate;
import io.milepost.channel.InvalidStreamsException;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.StreamSpec.Delivery;
import io.milepost.channel.StreamSpec.Partitioning;
import io.milepost.channel.Streams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the streams: the defaults, changed and added to by what stands under {@code streams}. */
public final class StreamSettings {
    private StreamSettings() {}

    /** The streams. Faults are noted in the settings. */
    public static Streams read(Settings settings) {
        Map<String, Map<String, String>> configured = settings.groups("streams");
        List<StreamSpec> streams = new ArrayList<>();
        for (StreamSpec stream : Streams.DEFAULTS.all()) {
            Map<String, String> changes = configured.remove(stream.name());
            add(streams, stream.name(), stream, changes == null ? Map.of() : changes, settings);
        }
        configured.forEach((name, said) -> add(streams, name, null, said, settings));
        try {
            return Streams.of(streams);
        } catch (InvalidStreamsException e) {
            e.faults().forEach(settings::fault);
            return Streams.DEFAULTS;
        }
    }

    private static void add(
            List<StreamSpec> to, String name, @Nullable StreamSpec base, Map<String, String> said, Settings settings) {
        String key = "streams." + name;
        String template = said.getOrDefault(
                "template", base == null ? "" : base.template().toString());
        if (template.isEmpty()) {
            settings.fault(key + ".template: missing, such as team-{key}");
            return;
        }
        try {
            to.add(new StreamSpec(
                    name,
                    said.getOrDefault("topic", base == null ? name : base.topic()),
                    ChannelTemplate.of(template),
                    said.getOrDefault("type", base == null ? name : base.defaultType()),
                    delivery(said.get("delivery"), base),
                    said.containsKey("public") ? flag(said.get("public")) : base != null && base.isPublic(),
                    types(said.get("types"), base == null ? Set.of() : base.types()),
                    types(said.get("publish"), base == null ? Set.of() : base.publish()),
                    types(said.get("signal"), base == null ? Set.of() : base.signal()),
                    partitioning(said.get("partitioning"), base)));
        } catch (IllegalArgumentException e) {
            settings.fault(key + ": " + e.getMessage());
        }
    }

    private static Set<String> types(@Nullable String said, Set<String> otherwise) {
        return said == null
                ? otherwise
                : Arrays.stream(said.split(","))
                        .map(String::trim)
                        .filter(type -> !type.isEmpty())
                        .collect(Collectors.toSet());
    }

    private static boolean flag(@Nullable String said) {
        return switch (String.valueOf(said).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("public is true or false, not \"" + said + "\"");
        };
    }

    private static Delivery delivery(@Nullable String said, @Nullable StreamSpec base) {
        if (said == null) {
            return base == null ? Delivery.ALL : base.delivery();
        }
        try {
            return Delivery.valueOf(said.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("delivery is all or latest, not \"" + said + "\"", e);
        }
    }

    private static Partitioning partitioning(@Nullable String said, @Nullable StreamSpec base) {
        if (said == null) {
            return base == null ? Partitioning.KEY : base.partitioning();
        }
        try {
            return Partitioning.valueOf(said.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("partitioning is key or any, not \"" + said + "\"", e);
        }
    }
}
