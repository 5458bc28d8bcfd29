package io.milepost.launcher;

import io.milepost.email.request.EmailTopics;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a fan-out of mail keeps what it knows, as configured. */
final class MailPlace {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--fanout",
            paramLabel = "NAME",
            defaultValue = "email",
            description = "Which fan-out, as fanouts.NAME in the configuration (default: ${DEFAULT-VALUE}).")
    private String fanout = "email";

    /**
     * Its topics, and how to reach them.
     *
     * @param kafka settings of a client that a person waits for
     */
    record Topics(Map<String, Object> kafka, EmailTopics names) {}

    Topics topics() {
        Settings settings = common.settings(Map.of());
        Map<String, Object> kafka = CommonOptions.impatient(NodeConfig.kafka(settings));
        short replicas = NodeConfig.deadLetters(settings).replicas();
        settings.check();
        String prefix = settings.fanouts().getOrDefault(fanout, Map.of()).getOrDefault("topics", EmailTopics.PREFIX);
        // How many partitions there are is no matter where none is made.
        return new Topics(kafka, new EmailTopics(prefix, 1, replicas));
    }
}
