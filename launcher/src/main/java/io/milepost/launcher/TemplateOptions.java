package io.milepost.launcher;

import io.milepost.email.template.TemplateConfig;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.InvalidSettingsException;
import io.milepost.launcher.config.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where templates are: as the fan-out {@code email} has it, unless something else is said. */
final class TemplateOptions {
    private static final String FANOUT = "email";

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--templates",
            paramLabel = "DIR",
            description = "Templates beside the built-in ones (default: fanouts.email.templates.directory).")
    private Optional<Path> directory = Optional.empty();

    TemplateConfig config() {
        Settings settings = common.settings(Map.of());
        Map<String, String> said = new HashMap<>(settings.fanouts().getOrDefault(FANOUT, Map.of()));
        directory.ifPresent(path -> said.put("templates.directory", path.toString()));
        // What else the fan-out is told is none of this command's business.
        said.keySet().removeIf(key -> !key.startsWith("templates."));
        FanoutSettings own = new FanoutSettings("fanouts." + FANOUT + ".", said);
        TemplateConfig config = TemplateConfig.read(own);
        try {
            own.check();
        } catch (InvalidSettingsException e) {
            e.faults().forEach(settings::fault);
        }
        settings.check();
        return config;
    }
}
