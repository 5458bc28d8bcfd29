package io.milepost.email.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.email.rule.Digest.Every;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.InvalidSettingsException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which events become mail, and to whom. */
class RulesTest {
    static final Set<String> TEMPLATES =
            Set.of("welcome", "milestone-reached", "goal-updated", "metrics-digest", "walk");

    /** A rule that is complete, with these keys in it or on top of it. */
    static Map<String, String> rule(String... more) {
        Map<String, String> said = new HashMap<>(Map.of(
                "rules.walk.stream", "activity",
                "rules.walk.type", "activity-logged",
                "rules.walk.to", "data.to",
                "rules.walk.template", "walk"));
        for (int i = 0; i < more.length; i += 2) {
            said.put(more[i], more[i + 1]);
        }
        return said;
    }

    static Rules read(Map<String, String> said) {
        return read(said, Streams.DEFAULTS, Map.of());
    }

    static Rules read(Map<String, String> said, Streams streams, Map<String, RecipientLookup> lookups) {
        FanoutSettings settings = new FanoutSettings("fanouts.email.", said);
        Rules rules = Rules.read(settings, streams, TEMPLATES::contains, lookups);
        settings.check();
        return rules;
    }

    static Event event(String type, String data) {
        return new Event("e-1", "/test", type, "2026-01-05T08:30:00Z", "subject-1", Json.of(data));
    }

    private static List<String> matching(Rules rules, String stream, Event event) {
        return rules.matching(stream, "otters", event).stream().map(Rule::name).toList();
    }

    private static List<Recipient> to(String expression, String data) {
        Rules rules = read(rule("rules.walk.to", expression));
        return rules.recipients(rules.named("walk"), "activity", "otters", event("activity-logged", data))
                .toCompletableFuture()
                .join();
    }

    @ParameterizedTest
    @CsvSource({
        "welcome, activity, member-joined, team",
        "milestone-reached, milestone, milestone-reached, milestones",
        "goal-updated, goal, goal-updated, goals",
        "metrics-digest, metrics, metrics_update, digest"
    })
    void someRulesAreThereWithoutAWord(String name, String stream, String type, String category) {
        Rules rules = read(Map.of());
        Event simulated = event(type, "{\"teamId\":\"otters\"}");
        Event addressed = event(type, "{\"email\":\"ada@example.com\",\"userId\":7,\"memberName\":\"Ada\"}");
        Event several =
                event(type, "{\"recipients\":[\"a@example.com\",{\"email\":\"b@example.com\",\"name\":\"B\"}]}");
        assertThat(matching(rules, stream, addressed)).containsExactly(name);
        Rule rule = rules.named(name);
        assertThat(rule.category()).isEqualTo(new Category(category, false));
        assertThat(rule.template()).isEqualTo(name);
        assertThat(addresses(rules.recipients(rule, stream, "k", simulated))).isEmpty();
        assertThat(addresses(rules.recipients(rule, stream, "k", addressed))).containsExactly("ada@example.com");
        assertThat(addresses(rules.recipients(rule, stream, "k", several)))
                .containsExactly("a@example.com", "b@example.com");
        assertThat(rules.values(rule, stream, "k", several).toString())
                .doesNotContain("@")
                .contains(
                        "\"id\":\"e-1\"",
                        "\"stream\":\"" + stream + "\"",
                        "\"key\":\"k\"",
                        "\"subject\":\"subject-1\"");
        assertThat(matching(rules, "chat", addressed)).isEmpty();
        assertThat(matching(rules, stream, event("other", "{}"))).isEmpty();
    }

    private static List<String> addresses(CompletionStage<List<Recipient>> recipients) {
        return recipients.toCompletableFuture().join().stream()
                .map(Recipient::address)
                .toList();
    }

    @Test
    void theNewMemberHasANameInTheWelcome() {
        Rules rules = read(Map.of());
        Event joined = event("member-joined", "{\"email\":\"ada@example.com\",\"userId\":7,\"memberName\":\"Ada\"}");
        Recipient ada = rules.recipients(rules.named("welcome"), "activity", "k", joined)
                .toCompletableFuture()
                .join()
                .get(0);
        assertThat(ada.name()).isEqualTo("Ada");
        assertThat(ada.userId()).isEqualTo("7");
        assertThat(ada.values().get("address").asText()).isEqualTo("ada@example.com");
        assertThat(ada).hasToString("Recipient[…]");
    }

    @Test
    void builtInRulesCanBeChangedAndSwitchedOff() {
        Rules rules = read(Map.of(
                "rules.welcome.enabled", "false",
                "rules.goal-updated.throttle", "none",
                "rules.metrics-digest.digest", "day",
                "rules.milestone-reached.to", "data.people",
                "rules.milestone-reached.version", "2"));
        assertThat(rules.all())
                .extracting(Rule::name)
                .containsExactly("goal-updated", "metrics-digest", "milestone-reached");
        assertThat(rules.named("goal-updated").throttle()).isEmpty();
        assertThat(rules.named("milestone-reached").version()).isEqualTo("2");
        assertThat(rules.named("metrics-digest").digest().orElseThrow().every()).isEqualTo(Every.DAY);
        assertThat(read(Map.of()).named("goal-updated").throttle()).contains(new Throttle(1, Duration.ofDays(1)));
        assertThat(read(Map.of()).named("metrics-digest").digest())
                .contains(new Digest(Every.WEEK, LocalTime.of(8, 0), DayOfWeek.MONDAY, "null", 50));
    }

    @Test
    void builtInRulesKeepOutOfDeploymentsThatHaveNoSuchStreams() {
        Streams streams = Streams.of(List.of(
                StreamSpec.of("orders", "order-{key}", "placed"), StreamSpec.of("channels", "{key}", "message")));
        assertThat(read(Map.of("rules.welcome.enabled", "false"), streams, Map.of())
                        .all())
                .isEmpty();
        assertThatThrownBy(() -> read(Map.of("rules.welcome.version", "2"), streams, Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("rules.welcome.stream: there is no stream activity; there are channels, orders");
    }

    @Test
    void everythingOfARuleIsRead() {
        Rules rules = read(rule(
                "rules.walk.stream", "activity, goal",
                "rules.walk.type", "a,b",
                "rules.walk.version", "v2",
                "rules.walk.category", "security",
                "rules.walk.onUnknown", "resend",
                "rules.walk.maxAge", "2h",
                "rules.walk.digest", "week",
                "rules.walk.digestAt", "17:30",
                "rules.walk.digestOn", "Friday",
                "rules.walk.digestBy", "data.teamId",
                "rules.walk.digestMost", "5",
                "rules.walk.throttle", "3/1h",
                "categories.security.critical", "true",
                "categories.news.critical", "false"));
        Rule rule = rules.named("walk");
        assertThat(rule)
                .isEqualTo(new Rule(
                        "walk",
                        "v2",
                        Set.of("activity", "goal"),
                        Set.of("a", "b"),
                        "walk",
                        new Category("security", true),
                        OnUnknown.RESEND,
                        Duration.ofHours(2),
                        Optional.of(new Digest(Every.WEEK, LocalTime.of(17, 30), DayOfWeek.FRIDAY, "data.teamId", 5)),
                        Optional.of(new Throttle(3, Duration.ofHours(1)))));
        assertThat(rules.categories()).contains(new Category("news", false), new Category("security", true));
        assertThat(rules.digestKey(rule, "activity", "k", event("a", "{\"teamId\":\"otters\"}")))
                .isEqualTo("\"otters\"");
        assertThat(rules.digestKey(rule, "activity", "k", event("a", "{}"))).isEqualTo("null");
        Rule plain = read(rule()).named("walk");
        assertThat(plain.version()).isEqualTo("1");
        assertThat(plain.category()).isEqualTo(new Category("walk", false));
        assertThat(plain.onUnknown()).isEqualTo(OnUnknown.SKIP);
        assertThat(plain.maxAge()).isEqualTo(Duration.ofDays(1));
        assertThat(plain.digest()).isEmpty();
        assertThat(plain.throttle()).isEmpty();
    }

    @Test
    void onlyTrueFits() {
        for (String[] when : new String[][] {
            {"data.distance > `10`", "yes"},
            {"data.distance > `12`", "no"},
            {"data.name == 'Ada' && key == 'otters' && stream == 'activity' && source == '/test'", "yes"},
            {"data.distance", "no"},
            {"data.nothing", "no"},
            {"data.nothing > `1`", "no"},
            {"length(data.distance) > `1`", "no"}
        }) {
            Rules rules = read(rule("rules.walk.when", when[0]));
            assertThat(matching(rules, "activity", event("activity-logged", "{\"distance\":12,\"name\":\"Ada\"}")))
                    .as(when[0])
                    .hasSize(when[1].equals("yes") ? 1 : 0);
        }
    }

    @Test
    void aConditionThatFailsIsCounted() {
        Rules rules = read(rule("rules.walk.when", "length(data.distance) > `1`"));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        rules.bindTo(meters);
        matching(rules, "activity", event("activity-logged", "{\"distance\":12}"));
        matching(rules, "activity", event("activity-logged", "{\"distance\":[1,2]}"));
        assertThat(meters.get("milepost.email.rule.faults")
                        .tags("rule", "walk", "what", "when")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void recipientsComeInManyShapes() {
        assertThat(to("data.to", "{\"to\":\" ada@example.com \"}"))
                .singleElement()
                .satisfies(ada -> assertThat(ada.address()).isEqualTo("ada@example.com"));
        Recipient whole = to(
                        "data.to",
                        "{\"to\":{\"email\":\"a@example.com\",\"name\":\"A\",\"id\":\"u1\",\"locale\":\"de_AT\",\"timeZone\":\"Europe/Vienna\",\"plan\":\"pro\"}}")
                .get(0);
        assertThat(whole.locale()).isEqualTo(Locale.forLanguageTag("de-AT"));
        assertThat(whole.zone()).isEqualTo(ZoneId.of("Europe/Vienna"));
        assertThat(whole.userId()).isEqualTo("u1");
        assertThat(whole.values().toString()).contains("\"plan\":\"pro\"", "\"address\":\"a@example.com\"");
        Recipient odd = to("data.to", "{\"to\":{\"address\":\"a@example.com\",\"locale\":\"??\",\"zone\":\"Mars\"}}")
                .get(0);
        assertThat(odd.locale()).isNull();
        assertThat(odd.zone()).isNull();
        assertThat(to(
                        "data.members[?active].email",
                        "{\"members\":[{\"email\":\"a@b\",\"active\":true},{\"email\":\"c@d\"}]}"))
                .hasSize(1);
        assertThat(to("data.to", "{\"to\":null}")).isEmpty();
        assertThat(to("data.to", "{}")).isEmpty();
        assertThat(to("data.to", "{\"to\":[]}")).isEmpty();
        assertThat(to("data.to", "{\"to\":[\"a@b\",null,{\"name\":\"nobody\"},7]}"))
                .hasSize(1);
    }

    @Test
    void anEventWhoseRecipientsCannotBeToldIsSaidToBeUnfit() {
        for (String data : List.of("{\"to\":7}", "{\"to\":{\"name\":\"secret\"}}", "{\"to\":[7]}")) {
            assertThatThrownBy(() -> to("data.to", data))
                    .hasCauseInstanceOf(UnfitEventException.class)
                    .hasMessageContaining("walk")
                    .hasMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> to("keys(data.to)", "{\"to\":\"secret\"}"))
                .hasCauseInstanceOf(UnfitEventException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void thereMayBeTooMany() {
        Rules rules = read(rule("maxRecipients", "3"));
        Rule rule = rules.named("walk");
        for (int count : new int[] {3, 4}) {
            String to = IntStream.range(0, count)
                    .mapToObj(n -> "\"u" + n + "@example.com\"")
                    .collect(Collectors.joining(","));
            CompletableFuture<List<Recipient>> found = rules.recipients(
                            rule, "activity", "k", event("activity-logged", "{\"to\":[" + to + "]}"))
                    .toCompletableFuture();
            assertThat(found.isCompletedExceptionally()).isEqualTo(count > 3);
        }
    }

    @Test
    void listsOfRecipientsAreNotPartOfTheValues() {
        String data = "{\"to\":[1],\"one\":{\"to\":\"x\",\"list\":[1,2]},\"rest\":[3]}";
        for (String[] stripped : new String[][] {
            {"data.to", "{\"one\":{\"to\":\"x\",\"list\":[1,2]},\"rest\":[3]}"},
            {"data.one.list[*].email || data.to", "{\"one\":{\"to\":\"x\"},\"rest\":[3]}"},
            {"data.one.to || data.none.at.all", data},
            {"sort(data.to)", data}
        }) {
            Rules rules = read(rule("rules.walk.to", stripped[0]));
            assertThat(rules.values(rules.named("walk"), "activity", "k", event("activity-logged", data))
                            .get("data"))
                    .as(stripped[0])
                    .isEqualTo(Json.of(stripped[1]).tree());
        }
        Rules all = read(rule("rules.walk.to", "data"));
        assertThat(all.values(all.named("walk"), "activity", "k", event("activity-logged", "[\"a@b\"]"))
                        .has("data"))
                .isFalse();
    }

    @Test
    void aLookupIsAskedInstead() {
        RecipientLookup team = new RecipientLookup() {
            @Override
            public CompletionStage<List<Recipient>> find(String stream, String key, Event event) {
                return CompletableFuture.completedFuture(RecipientReader.read(
                                Json.of("\"" + key + "@example.com\"").tree())
                        .recipients());
            }

            @Override
            public void close() {}
        };
        Map<String, String> said = rule("rules.walk.lookup", "team", "rules.welcome.lookup", "team");
        said.remove("rules.walk.to");
        Rules rules = read(said, Streams.DEFAULTS, Map.of("team", team));
        for (String name : List.of("walk", "welcome")) {
            assertThat(addresses(rules.recipients(rules.named(name), "activity", "otters", event("x", "{}"))))
                    .containsExactly("otters@example.com");
        }
        assertThatThrownBy(() -> rules.named("gone")).isInstanceOf(IllegalArgumentException.class);
        assertThat(rules.has("gone")).isFalse();
    }

    @Test
    void allFaultsAreToldAtOnce() {
        Map<String, String> said = rule(
                "rules.walk.stream", "activty",
                "rules.walk.template", "wlk",
                "rules.walk.when", "data.[",
                "rules.walk.to", "nosuch(data)",
                "rules.walk.throttle", "often",
                "rules.walk.digestAt", "8 o'clock",
                "rules.walk.onUnknown", "shrug",
                "rules.walk.version", "a b",
                "rules.walk.categroy", "x",
                "rules.empty.enabled", "true",
                "rules.two.to", "data.to",
                "rules.two.lookup", "nobody",
                "categories.news.critical", "very",
                "lookups.app.url", "ftp://example.com",
                "lookups.app.secret", "short",
                "maxRecipients", "0");
        assertThatThrownBy(() -> read(said)).isInstanceOfSatisfying(InvalidSettingsException.class, e -> {
            for (String key : List.of(
                    "rules.walk.stream: there is no stream activty",
                    "rules.walk.template: there is no template wlk",
                    "rules.walk.when: not a JMESPath",
                    "rules.walk.to: not a JMESPath",
                    "rules.walk.throttle: ",
                    "rules.walk.digestAt: ",
                    "rules.walk.onUnknown: ",
                    "rules.walk.version: ",
                    "rules.walk.categroy: there is no such key",
                    "rules.empty.stream: missing",
                    "rules.empty.type: missing",
                    "rules.empty.template: missing",
                    "rules.empty.to: either",
                    "rules.two.to: either",
                    "rules.two.lookup: there is no lookup nobody",
                    "categories.news.critical: ",
                    "lookups.app.url: ",
                    "lookups.app.secret: shorter",
                    "maxRecipients: ")) {
                assertThat(e.faults()).anyMatch(fault -> fault.startsWith("fanouts.email." + key));
            }
            assertThat(e.getMessage()).doesNotContain("\"short\"");
        });
    }
}
