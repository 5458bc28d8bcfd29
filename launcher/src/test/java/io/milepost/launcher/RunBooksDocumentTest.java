package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Every alert leads to its run book, and what documents for operators name is there: metrics, options, commands, addresses, log lines. */
class RunBooksDocumentTest {
    private static final Path ROOT = Path.of("..");
    private static final String BOOKS = "docs/RUNBOOKS.md";
    private static final Set<String> PARTS = Set.of("Means", "Threshold", "Users notice", "Look", "Do", "Over");
    private static final Pattern CHAPTER = Pattern.compile("^## (Milepost\\w+)$", Pattern.MULTILINE);
    private static final Pattern PART = Pattern.compile("^\\*\\*([\\w ]+?)\\.?\\*\\*", Pattern.MULTILINE);
    private static final Pattern THRESHOLD =
            Pattern.compile("^\\*\\*Threshold\\.\\*\\* (.*?)\\n\\n", Pattern.MULTILINE | Pattern.DOTALL);
    /** What a rule compares with, but for 0, 1 and shares. */
    private static final Pattern BOUND = Pattern.compile("[<>] (\\d{2,}|[2-9])\\b");

    private static final Pattern FENCE = Pattern.compile("```(\\w*)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("`([a-z][A-Za-z]*(?:\\.[a-zA-Z*-]+)+)(?::[^`]*|=[^`]*)?`");
    /** Keys of fan-outs, and options without a dot. */
    private static final Pattern KEY = Pattern.compile("`([a-z]+[A-Z][A-Za-z]*)`");

    private static final Pattern COMMAND = Pattern.compile("\\./milepost ([a-z][^`\\n#]*)");
    private static final Pattern ADDRESS = Pattern.compile("http://(?:\\$NODE|127\\.0\\.0\\.1:\\d+)(/[\\w/.-]*)");
    private static final Pattern LOGGED = Pattern.compile("log \\| grep (?:'([^']+)'|\"([^\"]+)\")");

    private static String books;
    private static Set<String> options;

    @BeforeAll
    static void read() throws IOException {
        books = text(BOOKS);
        options = Pattern.compile("^\\| `([^`]+)`(?:, `([^`]+)`)? \\|", Pattern.MULTILINE)
                .matcher(text("docs/CONFIGURATION.md"))
                .results()
                .flatMap(row -> Stream.of(row.group(1), row.group(2) == null ? row.group(1) : row.group(2)))
                .collect(Collectors.toSet());
    }

    private static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static Map<String, String> chapters() {
        List<String> names = CHAPTER.matcher(books)
                .results()
                .map(heading -> heading.group(1))
                .toList();
        return names.stream().collect(Collectors.toMap(name -> name, name -> {
            int begin = books.indexOf("\n## " + name + "\n");
            int end = books.indexOf("\n## ", begin + 1);
            return books.substring(begin, end < 0 ? books.length() : end);
        }));
    }

    @Test
    void everyAlertHasARunBookAndEveryRunBookAnAlert() throws IOException {
        Set<String> named = new HashSet<>();
        for (JsonNode rule : rules()) {
            String name = rule.path("alert").asText();
            named.add(name);
            assertThat(rule.at("/annotations/runbook_url").asText())
                    .isEqualTo(BOOKS + "#" + name.toLowerCase(Locale.ROOT));
        }
        assertThat(chapters().keySet()).isEqualTo(named).hasSizeGreaterThan(15);
        chapters().forEach((name, chapter) -> {
            assertThat(PART.matcher(chapter).results().map(part -> part.group(1)))
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(PARTS);
            assertThat(FENCE.matcher(chapter).results())
                    .as(name + " says what to look at")
                    .isNotEmpty();
        });
    }

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        new YAMLMapper()
                .readTree(ROOT.resolve("deploy/prometheus/alerts.yml").toFile())
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    @Test
    void thresholdsAreTheRules() throws IOException {
        Map<String, String> chapters = chapters();
        for (JsonNode rule : rules()) {
            String name = rule.path("alert").asText();
            String threshold = THRESHOLD
                    .matcher(chapters.get(name))
                    .results()
                    .map(told -> told.group(1).replace(",", ""))
                    .findFirst()
                    .orElse("");
            assertThat(threshold)
                    .as(name)
                    .startsWith("A " + rule.at("/labels/severity").asText());
            if (rule.has("for")) {
                assertThat(threshold)
                        .as(name)
                        .contains("`for: " + rule.path("for").asText() + "`");
            } else {
                assertThat(threshold).as(name).doesNotContain("`for:");
            }
            BOUND.matcher(rule.path("expr").asText())
                    .results()
                    .forEach(bound -> assertThat(threshold).as(name).containsPattern("\\b" + bound.group(1) + "\\b"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BOOKS, "docs/KAFKA.md", "docs/CAPACITY.md"})
    void metricsOptionsAndCommandsExist(String file) throws IOException {
        String text = text(file);
        assertThat(DocumentedMetrics.in(text("docs/OPERATIONS.md")).missing(Stream.of(text)))
                .isEmpty();
        assertThat(OPTION.matcher(text).results().map(option -> option.group(1)).filter(name -> !isOption(name)))
                .isEmpty();
        assertThat(KEY.matcher(text).results().map(key -> key.group(1)))
                .allMatch(
                        key -> options.stream().anyMatch(option -> option.equals(key) || option.startsWith(key + ".")));
        List<String> wrong = new ArrayList<>();
        COMMAND.matcher(text).results().forEach(command -> check(command.group(1), wrong));
        assertThat(wrong).isEmpty();
    }

    /** One of ours, of Kafka, or a name of a topic, a group or a file. */
    private static boolean isOption(String name) {
        return name.startsWith("milepost.")
                || Pattern.matches(".*\\.(md|yml|yaml|pem|jaas|properties|sh|java)", name)
                || options.stream().anyMatch(option -> covers(option, name))
                || kafkas().contains(name);
    }

    private static boolean covers(String option, String name) {
        return option.equals(name)
                || Pattern.matches(
                        Stream.of(option.split("\\.", -1))
                                .map(part ->
                                        part.equals("**") ? ".+" : part.equals("*") ? "[^.]+" : Pattern.quote(part))
                                .collect(Collectors.joining("\\.")),
                        name);
    }

    private static Set<String> kafkas() {
        Set<String> names = new HashSet<>(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AbstractKafkaConfig.CONFIG_DEF.names());
        names.addAll(LogConfig.configNames());
        return names;
    }

    /** Each word that is a command or begins with {@code --}. */
    private static void check(String command, List<String> wrong) {
        CommandLine at = Milepost.commandLine();
        for (String word : command.strip().split("\\s+", -1)) {
            if (word.startsWith("--")) {
                if (!at.getCommandSpec().optionsMap().containsKey(word.replaceFirst("=.*", ""))) {
                    wrong.add(command + ": " + word);
                }
            } else if (at.getSubcommands().containsKey(word)) {
                at = at.getSubcommands().get(word);
            } else if (at.getParent() == null) {
                wrong.add(command + ": no such command");
                return;
            }
        }
    }

    @Test
    void addressesAreTold() throws IOException {
        String told = text("docs/OPERATIONS.md") + text("docs/CONSOLE.md");
        assertThat(ADDRESS.matcher(books).results().map(address -> address.group(1)))
                .isNotEmpty()
                .allMatch(path -> told.contains("`" + path + "`") || told.contains("`GET " + path + "`"));
    }

    @Test
    void whatIsLookedForInTheLogIsSaidThere() throws IOException {
        StringBuilder code = new StringBuilder();
        for (String module : List.of("fanout-native", "fanout-core", "gateway", "launcher")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> {
                    try {
                        code.append(Files.readString(file));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
        // What stands in for a value, and who says it.
        String said = code.toString().replace("{} cannot go on", "the topic watch cannot go on");
        assertThat(LOGGED.matcher(books).results().map(line -> line.group(1) == null ? line.group(2) : line.group(1)))
                .hasSizeGreaterThan(15)
                .allMatch(said::contains);
    }
}
