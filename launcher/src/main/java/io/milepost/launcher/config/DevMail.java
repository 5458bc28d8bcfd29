package io.milepost.launcher.config;

import io.milepost.email.request.EmailTopics;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What {@code dev} says of mail where nobody else does: it goes to an inbox that anybody may look at, and nowhere else. */
public final class DevMail {
    /** The kind of the fan-out, and its name if no other one is of that kind. */
    public static final String KIND = "email";

    private static final String INBOX = "inbox";
    private static final int SECRET_BYTES = 32;

    private DevMail() {}

    /** Lets clients follow what becomes of mail, on {@code email-KEY}. To be called before the streams are read. */
    public static void addStream(Settings settings) {
        boolean known = settings.groups("streams").entrySet().stream()
                .anyMatch(stream -> stream.getKey().equals(KIND)
                        || stream.getValue().getOrDefault("template", "").startsWith("email-"));
        if (!known) {
            String topics = settings.fanouts().getOrDefault(KIND, Map.of()).getOrDefault("topics", EmailTopics.PREFIX);
            settings.otherwise(Map.of(
                    "streams.email.topic",
                    topics + ".events",
                    "streams.email.template",
                    "email-{key}",
                    "streams.email.type",
                    "email-sent",
                    "streams.email.types",
                    "*"));
        }
    }

    /**
     * Gives every fan-out of mail an inbox, and one that can be reached from it.
     *
     * @param url the gateway's own, {@code http://127.0.0.1:8080}
     */
    public static void addFanout(Settings settings, String url) {
        Set<String> names = names(settings);
        for (String name : names.isEmpty() ? Set.of(KIND) : names) {
            Map<String, String> said = settings.fanouts().getOrDefault(name, Map.of());
            if (!said.getOrDefault("kind", name).equals(KIND)
                    || said.getOrDefault(INBOX, "true").equals("false")) {
                continue;
            }
            Map<String, String> more = new TreeMap<>(Map.of(INBOX, "true", "rules.milestone-reached.throttle", "3/1h"));
            if (!said.containsKey("publicUrl")) {
                more.put("publicUrl", url);
                if (!said.containsKey("secret") && !said.containsKey("secretFile")) {
                    more.put("secret", secret());
                }
            }
            more.forEach((key, value) -> settings.otherwise(Map.of("fanouts." + name + "." + key, value)));
        }
    }

    /** Refuses inboxes, as anybody might read in them what is meant for somebody. */
    public static void refuseInboxes(Settings settings) {
        for (String name : names(settings)) {
            if (settings.fanouts()
                    .getOrDefault(name, Map.of())
                    .getOrDefault(INBOX, "")
                    .trim()
                    .equals("true")) {
                settings.fault("fanouts." + name + ".inbox: only dev has one, since anybody may look into it;"
                        + " EMAIL_PROVIDER says who carries the mail");
            }
        }
    }

    private static Set<String> names(Settings settings) {
        return settings.fanouts().entrySet().stream()
                .filter(fanout ->
                        fanout.getValue().getOrDefault("kind", fanout.getKey()).equals(KIND))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Another one at each start: the inbox, and with it every link in it, ends with the process. */
    private static String secret() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }
}
