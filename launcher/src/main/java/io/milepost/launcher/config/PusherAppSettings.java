package io.milepost.launcher.config;

import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.App.Channels;
import io.milepost.gateway.pusher.App.Limits;
import io.milepost.gateway.pusher.App.Switches;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the apps to which clients and servers of Pusher's connect here. */
final class PusherAppSettings {
    /** Of {@code dev}, and of nothing else: everybody knows it. */
    private static final App DEV = new App(
            "1001", "dev-key", "dev-secret", Channels.SHARED, new Switches(true, true, true, true), Limits.DEFAULTS);

    private static final int MOST_EVENT_BYTES = 1_000_000;
    /** Shorter ones can be found by trying. */
    private static final int LEAST_SECRET = 16;

    private final String key;
    private final Map<String, String> said;
    private final Settings settings;

    private PusherAppSettings(String key, Map<String, String> said, Settings settings) {
        this.key = key;
        this.said = said;
        this.settings = settings;
    }

    /**
     * The apps; in {@code dev} one, if nothing is said of any. Faults are noted in the settings.
     *
     * @param named members of a channel that are named
     */
    static List<App> read(Settings settings, boolean dev, int named) {
        if (dev && !settings.hasList("pusher.apps")) {
            return List.of(DEV);
        }
        List<App> apps = new ArrayList<>();
        Map<Integer, Map<String, String>> all = inOrder(settings);
        all.forEach((index, said) -> {
            String key = "pusher.apps." + index;
            App app = new PusherAppSettings(key, said, settings).app(all.size() == 1, dev);
            if (app.limits().members() > named) {
                settings.fault(key + ".members: " + app.limits().members() + " is more than presence.named, " + named
                        + ", and nobody would be told who they are");
            }
            apps.forEach(other -> compare(key, app, other, settings));
            apps.add(app);
        });
        return apps;
    }

    private static Map<Integer, Map<String, String>> inOrder(Settings settings) {
        Map<Integer, Map<String, String>> inOrder = new TreeMap<>();
        settings.groups("pusher.apps").forEach((index, said) -> {
            if (index.matches("\\d{1,9}")) {
                inOrder.put(Integer.valueOf(index), said);
            } else {
                settings.fault("pusher.apps." + index + ": apps are numbered from 0");
            }
        });
        return inOrder;
    }

    private static void compare(String key, App app, App other, Settings settings) {
        if (app.id().equals(other.id())) {
            settings.fault(key + ".id: there are two apps " + app.id());
        }
        if (app.key().equals(other.key())) {
            settings.fault(key + ".key: app " + other.id() + " has the same");
        }
        if (app.channels() == Channels.SHARED && other.channels() == Channels.SHARED) {
            settings.fault(key + ".channels: app " + other.id() + " shares the gateway's channels already, and apps do"
                    + " not see each other's");
        }
    }

    private App app(boolean only, boolean dev) {
        String secret = needed("secret", text -> Optional.empty());
        if (!dev && secret.equals(DEV.secret())) {
            settings.fault(key + ".secret: this is the secret of dev, which everybody knows; choose your own");
        } else if (!dev && !secret.isEmpty() && secret.length() < LEAST_SECRET) {
            settings.fault(key + ".secret: at least " + LEAST_SECRET + " characters are expected");
        }
        return new App(
                needed("id", App::idFault),
                needed("key", App::keyFault),
                secret,
                channels(only),
                new Switches(
                        flag("enabled", Switches.DEFAULTS.enabled()),
                        flag("clientEvents", Switches.DEFAULTS.clientEvents()),
                        flag("subscriptionCounts", Switches.DEFAULTS.subscriptionCounts()),
                        flag("userAuthentication", Switches.DEFAULTS.userAuthentication()),
                        flag("requireTls", Switches.DEFAULTS.requireTls()),
                        flag("resume", Switches.DEFAULTS.resume())),
                new Limits(
                        number("connections", Limits.DEFAULTS.connections(), 0, Integer.MAX_VALUE),
                        number("clientEventsPerSecond", Limits.DEFAULTS.clientEventsPerSecond(), 1, 1_000),
                        number("members", Limits.DEFAULTS.members(), 1, 1_000),
                        number("eventBytes", Limits.DEFAULTS.eventBytes(), 1_024, MOST_EVENT_BYTES)),
                AppWebhookSettings.read(key, said, settings));
    }

    private String needed(String name, Function<String, Optional<String>> faultOf) {
        String text = said.getOrDefault(name, "");
        if (text.isEmpty()) {
            settings.fault(key + "." + name + ": missing");
        } else {
            faultOf.apply(text).ifPresent(fault -> settings.fault(key + "." + name + ": " + fault));
        }
        return text;
    }

    /** Where there are several, a place in the list is not to decide who sees domain events. */
    private Channels channels(boolean only) {
        String channels = said.get("channels");
        if (channels == null && !only) {
            settings.fault(key + ".channels: missing; where there are several apps, each says shared or own");
            return Channels.OWN;
        }
        return switch (channels == null ? "shared" : channels.toLowerCase(Locale.ROOT)) {
            case "shared" -> Channels.SHARED;
            case "own" -> Channels.OWN;
            default -> {
                settings.fault(key + ".channels: shared or own is expected");
                yield Channels.OWN;
            }
        };
    }

    private boolean flag(String name, boolean otherwise) {
        String text = said.getOrDefault(name, String.valueOf(otherwise)).toLowerCase(Locale.ROOT);
        if (!List.of("true", "yes", "on", "false", "no", "off").contains(text)) {
            settings.fault(key + "." + name + ": \"" + text + "\" is not true or false");
        }
        return List.of("true", "yes", "on").contains(text);
    }

    private int number(String name, int otherwise, int least, int most) {
        String text = said.getOrDefault(name, String.valueOf(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        settings.fault(key + "." + name + ": \"" + text + "\" is not a number between " + least + " and " + most);
        return otherwise;
    }
}
