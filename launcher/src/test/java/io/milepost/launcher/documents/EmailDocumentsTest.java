package io.milepost.launcher.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.Streams;
import io.milepost.email.rule.Rule;
import io.milepost.email.rule.Rules;
import io.milepost.email.rule.Throttle;
import io.milepost.email.template.Rendered;
import io.milepost.email.template.TemplateConfig;
import io.milepost.email.template.Templates;
import io.milepost.fanout.FanoutSettings;
import io.milepost.launcher.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/EMAIL_TEMPLATES.md and docs/EMAIL_RULES.md show is taken as they show it. */
class EmailDocumentsTest {
    private static final Pattern FILE = Pattern.compile("(?ms)^`(badge/[^`]+)`:\\n\\n```\\w+\\n(.*?)^```$");
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
    private static final Pattern RULE =
            Pattern.compile("(?m)^\\| `([a-z-]+)` \\| `([a-z]+)`, `([a-z-_]+)`.* \\| `([a-z]+)` \\|");

    @TempDir
    Path directory;

    private static String read(String document) throws IOException {
        return Files.readString(Path.of("../docs").resolve(document));
    }

    private FanoutSettings settings(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("milepost.yaml"), yaml);
        Settings settings = Settings.load(file, Map.of(), Map.of());
        settings.check();
        return new FanoutSettings("fanouts.email.", settings.fanouts().get("email"));
    }

    private static List<String> blocks(String document) throws IOException {
        return YAML.matcher(read(document))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static Rules rules(FanoutSettings settings) {
        Rules rules = Rules.read(settings, Streams.DEFAULTS, template -> true, Map.of());
        settings.check();
        return rules;
    }

    @Test
    void theTemplateIsOne() throws IOException {
        String document = read("EMAIL_TEMPLATES.md");
        Path root = directory.resolve("mail");
        FILE.matcher(document).results().forEach(file -> {
            try {
                Path path = root.resolve(file.group(1));
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.group(2));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        FanoutSettings settings =
                settings(blocks("EMAIL_TEMPLATES.md").get(0).replace("directory: mail", "directory: " + root));
        TemplateConfig config = TemplateConfig.read(settings);
        settings.check();
        assertThat(config).isEqualTo(new TemplateConfig(Optional.of(root), Locale.ENGLISH));
        try (Templates templates = Templates.open(config)) {
            Rendered badge = templates.render(
                    "badge", Locale.ENGLISH, templates.sample("badge").orElseThrow());
            assertThat(badge.subject()).isEqualTo("100 miles: a badge for Ada");
            assertThat(badge.html()).contains("href=\"https://example.com/badges/7\"");
            assertThat(badge.text()).contains("https://example.com/badges/7\nUnsubscribe: https://example.com");
            assertThat(document)
                    .contains(templates.names().stream()
                            .filter(name -> !name.equals("badge"))
                            .map(name -> "`" + name + "`")
                            .toList());
        }
    }

    @Test
    void theRulesAreSome() throws IOException {
        Rules rules = rules(settings(blocks("EMAIL_RULES.md").get(0)));
        assertThat(rules.all()).extracting(Rule::name).contains("long-walk", "new-device", "team-news");
        assertThat(rules.named("new-device").category().critical()).isTrue();
        assertThat(rules.named("long-walk").throttle()).contains(new Throttle(3, Duration.ofDays(1)));
        assertThat(rules.named("team-news").digest()).isPresent();
        rules.close();
    }

    @Test
    void builtInRulesAreAsTheTableSays() throws IOException {
        Rules builtIn = rules(new FanoutSettings("", Map.of()));
        List<String> documented = RULE.matcher(read("EMAIL_RULES.md"))
                .results()
                .map(row -> {
                    Rule rule = builtIn.named(row.group(1));
                    assertThat(rule.streams()).containsExactly(row.group(2));
                    assertThat(rule.types()).contains(row.group(3));
                    assertThat(rule.category().name()).isEqualTo(row.group(4));
                    return rule.name();
                })
                .toList();
        assertThat(builtIn.all()).extracting(Rule::name).containsExactlyInAnyOrderElementsOf(documented);
        Rules changed = rules(settings(blocks("EMAIL_RULES.md").get(1)));
        assertThat(changed.has("welcome")).isFalse();
        assertThat(changed.named("goal-updated").throttle()).isEmpty();
    }
}
