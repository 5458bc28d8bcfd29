package io.milepost.launcher.config;

import io.milepost.gateway.auth.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what tokens open beyond what they say themselves. */
final class GrantSettings {
    /** Of {@code dev}: tokens that name a role and no channels may follow the channels of a PoV. */
    private static final Grant POV =
            new Grant(Optional.of("role"), Grant.ANY, Optional.of("channels"), List.of("pov-*"), List.of());

    private GrantSettings() {}

    static List<Grant> read(Settings settings, boolean dev) {
        if (dev && !settings.hasList("grants")) {
            return List.of(POV);
        }
        List<Grant> grants = new ArrayList<>();
        settings.groups("grants").forEach((index, said) -> grants.add(grant("grants." + index, said, settings)));
        return grants;
    }

    private static Grant grant(String key, Map<String, String> said, Settings settings) {
        Grant grant = new Grant(
                said(said, "claim"),
                said(said, "value").orElse(Grant.ANY),
                said(said, "without"),
                Settings.split(said.getOrDefault("channels", "")),
                Settings.split(said.getOrDefault("publish", "")));
        if (grant.claim().isEmpty() && said.containsKey("value")) {
            settings.fault(key + ".claim: missing, since there is a value");
        }
        if (grant.channels().isEmpty() && grant.publish().isEmpty()) {
            settings.fault(key + ": grants nothing; channels or publish is missing");
        }
        faults(key + ".channels", grant.channels(), settings);
        faults(key + ".publish", grant.publish(), settings);
        return grant;
    }

    private static Optional<String> said(Map<String, String> said, String name) {
        return Optional.ofNullable(said.get(name)).filter(text -> !text.isEmpty());
    }

    private static void faults(String key, List<String> patterns, Settings settings) {
        patterns.stream()
                .filter(pattern -> !Grant.isPattern(pattern))
                .forEach(pattern -> settings.fault(key + ": \"" + pattern + "\" is no pattern of channels"));
    }
}
