package io.milepost.fanout.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.channel.Streams;
import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.SinkProvider;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.fanout.runtime.SinkConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/WRITING_A_FANOUT.md shows is what is here. */
class TutorialTest {
    private static final Path SOURCES = Path.of("src/test/java/io/milepost/fanout/webhook");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern KEY = Pattern.compile("(?m)^    (\\w+): (.*)$");

    @Test
    void itsJavaIsInTheSource() {
        List<String> sources = sources();
        List<String> blocks = blocks("java");
        assertThat(blocks)
                .hasSizeGreaterThan(5)
                .allSatisfy(block -> assertThat(sources).anyMatch(source -> source.contains(block)));
    }

    @Test
    void itsProviderIsFound() {
        String named = blocks("").get(0).strip();
        assertThat(ServiceLoader.load(SinkProvider.class))
                .extracting(provider -> provider.getClass().getName())
                .contains(named);
    }

    @Test
    void itsConfigurationIsTaken(@TempDir Path secrets) throws IOException {
        Map<String, String> values = new HashMap<>();
        KEY.matcher(blocks("yaml").get(0)).results().forEach(key -> values.put(key.group(1), key.group(2)));
        assertThat(values).containsKeys("url", "secretFile");
        Path secret = Files.writeString(secrets.resolve("secret"), "a-secret-of-thirty-two-characters-and-more\n");
        values.put("secretFile", secret.toString());
        FanoutSettings settings = new FanoutSettings("fanouts.webhook.", values);
        SinkProvider provider = new WebhookSinkProvider();
        SinkConfig.read(
                settings, "webhook", provider.defaults(), Streams.DEFAULTS, Map.of(), DeadLetterTopics.DEFAULTS);
        provider.open(new FanoutContext("webhook", Streams.DEFAULTS, settings, new SimpleMeterRegistry()))
                .close();
    }

    private static List<String> blocks(String language) {
        return BLOCK.matcher(read(Path.of("..", "docs", "WRITING_A_FANOUT.md")))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map((MatchResult block) -> block.group(2))
                .toList();
    }

    private static List<String> sources() {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(TutorialTest::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
