package io.milepost.launcher.config;

import io.milepost.fanout.HookAddress;
import io.milepost.gateway.pusher.Webhook;
import io.milepost.gateway.pusher.Webhook.Kind;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads who is told what happens in one app. */
final class AppWebhookSettings {
    private static final String PREFIX = "webhooks.";
    private static final URI NOWHERE = URI.create("http://invalid/");

    private final String key;
    private final Settings settings;

    private AppWebhookSettings(String key, Settings settings) {
        this.key = key;
        this.settings = settings;
    }

    /**
     * The webhooks of an app, in the order of their numbers. Faults are noted in the settings.
     *
     * @param app the app's key in the configuration
     * @param said what is said of the app
     */
    static List<Webhook> read(String app, Map<String, String> said, Settings settings) {
        List<Webhook> webhooks = new ArrayList<>();
        inOrder(app, said, settings).forEach((index, hook) -> {
            AppWebhookSettings read = new AppWebhookSettings(app + "." + PREFIX + index, settings);
            webhooks.add(new Webhook(read.url(hook.getOrDefault("url", "")), read.kinds(hook)));
        });
        if (webhooks.size() > Webhook.MOST) {
            settings.fault(app + ".webhooks: " + webhooks.size() + " are more than " + Webhook.MOST);
        }
        return webhooks;
    }

    private static Map<Integer, Map<String, String>> inOrder(String app, Map<String, String> said, Settings settings) {
        Map<Integer, Map<String, String>> inOrder = new TreeMap<>();
        said.forEach((name, value) -> {
            if (!name.startsWith(PREFIX)) {
                return;
            }
            String[] parts = name.substring(PREFIX.length()).split("\\.", 2);
            if (parts.length > 1 && parts[0].matches("\\d{1,9}")) {
                inOrder.computeIfAbsent(Integer.valueOf(parts[0]), index -> new HashMap<>())
                        .put(parts[1], value);
            } else {
                settings.fault(app + "." + name + ": webhooks are numbered from 0");
            }
        });
        return inOrder;
    }

    private URI url(String said) {
        if (said.isEmpty()) {
            settings.fault(key + ".url: missing");
        } else {
            HookAddress.fault(said).ifPresent(fault -> settings.fault(key + ".url: " + fault));
        }
        return said.isEmpty() || HookAddress.fault(said).isPresent() ? NOWHERE : URI.create(said);
    }

    private Set<Kind> kinds(Map<String, String> said) {
        String text = said.get("events");
        if (text == null) {
            return EnumSet.allOf(Kind.class);
        }
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String one : Settings.split(text)) {
            Kind.of(one)
                    .ifPresentOrElse(
                            kinds::add,
                            () -> settings.fault(
                                    key + ".events: \"" + one + "\" is none of " + String.join(", ", Kind.all())));
        }
        if (kinds.isEmpty()) {
            settings.fault(key + ".events: none; leave it away for all");
        }
        return kinds;
    }
}
