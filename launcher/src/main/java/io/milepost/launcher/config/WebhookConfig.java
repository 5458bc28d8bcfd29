package io.milepost.launcher.config;

import io.milepost.console.ConsoleConfig.Known;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.fanout.runtime.SinkConfig;
import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.Webhook;
import io.milepost.log.LogConfig.TopicDefaults;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How it is told by webhooks what happens in apps.
 *
 * @param topic of what is to be told
 * @param replicas copies of it, if it has to be made; empty to make none
 * @param deadLetters where that goes which nobody takes
 * @param hooks one fan-out for each address
 */
public record WebhookConfig(String topic, Optional<Short> replicas, DeadLetterTopics deadLetters, List<Hook> hooks) {
    /** Copies the list. */
    public WebhookConfig {
        hooks = List.copyOf(hooks);
    }

    /**
     * One address of one app.
     *
     * @param name of the fan-out, which stays as long as the webhook keeps its number
     * @param kinds as Pusher calls them
     * @param key the app's
     * @param secret the app's
     */
    public record Hook(String name, String appId, URI url, Set<String> kinds, String key, String secret) {
        /** What the console is to know of it. */
        public Known known() {
            return new Known(name, SinkConfig.groupOf(name));
        }

        /** Without secrets. */
        @Override
        public String toString() {
            return "Hook[" + name + "]";
        }
    }

    /** What the apps' webhooks need; empty if there are none. */
    static Optional<WebhookConfig> read(Settings settings, List<App> apps) {
        List<Hook> hooks = new ArrayList<>();
        for (App app : apps) {
            for (int number = 0; number < app.webhooks().size(); number++) {
                Webhook webhook = app.webhooks().get(number);
                hooks.add(new Hook(
                        "webhooks-" + app.id() + "-" + number,
                        app.id(),
                        webhook.url(),
                        Set.copyOf(
                                webhook.kinds().stream().map(Webhook.Kind::said).toList()),
                        app.key(),
                        app.secret()));
            }
        }
        if (hooks.isEmpty()) {
            return Optional.empty();
        }
        String topic = settings.text(Options.WEBHOOK_TOPIC);
        if (topic.isEmpty()) {
            settings.fault(Options.WEBHOOK_TOPIC.key() + ": missing, and there are webhooks");
        }
        hooks.stream()
                .filter(hook -> settings.fanouts().containsKey(hook.name()))
                .forEach(hook -> settings.fault(
                        "fanouts." + hook.name() + ": a webhook's own is called so; give this" + " one another name"));
        return Optional.of(new WebhookConfig(
                topic,
                NodeConfig.missingTopics(settings).map(TopicDefaults::replicas),
                NodeConfig.deadLetters(settings),
                hooks));
    }
}
