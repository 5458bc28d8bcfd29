package io.milepost.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsTest {
    private static final StreamSpec CATCH_ALL = StreamSpec.of("channels", "{key}", "message");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "team-123 | activity:123 goal:123 milestone:123 channels:team-123",
                "private-team-123 | activity:123 goal:123 milestone:123 channels:private-team-123",
                "presence-cache-team-123 | activity:123 goal:123 milestone:123 channels:presence-cache-team-123",
                "private-encrypted-team-123 | channels:private-encrypted-team-123",
                "metrics-eu | metrics:eu channels:metrics-eu",
                "pov-x | pov-activity:x channels:pov-x",
                "events-9 | event-status:9 channels:events-9",
                "chat-lobby | chat:lobby channels:chat-lobby",
                "collab-s1 | collaboration:s1 channels:collab-s1",
                "lobby | channels:lobby",
                "team- | channels:team-",
                "#user-7 | channels:#user-7",
                "#open.team-123 | channels:team-123",
                "#open.lobby | channels:lobby",
                "#open.private-team-123 | channels:#open.private-team-123",
            })
    void aChannelGathersItsTemplatesStreamsAndTheCatchAll(String channel, String parts) {
        assertThat(Streams.DEFAULTS.gather(new ChannelName(channel)).stream()
                        .map(part -> part.stream().name() + ":" + part.key()))
                .containsExactly(parts.split(" "));
    }

    @Test
    void onlyTheMetricsAreDeliveredAsLatest() {
        assertThat(Streams.DEFAULTS.all().stream()
                        .filter(stream -> stream.delivery() == StreamSpec.Delivery.LATEST)
                        .map(StreamSpec::name))
                .containsExactly("metrics");
    }

    @Test
    void everyFaultIsNamedAtOnceWithItsKey() {
        List<String> faults = faults(
                StreamSpec.of("a", "team-{key}", "x"),
                StreamSpec.of("b", "team-{key}-log", "x"),
                StreamSpec.of("c", "private-{key}", "x"),
                StreamSpec.of("a", "other-{key}", "x"));
        assertThat(faults).hasSize(4);
        assertThat(faults.get(0)).startsWith("streams.b.template: team-{key}-log overlaps with team-{key} of a");
        assertThat(faults.get(1)).startsWith("streams.c.template: private-{key} makes names that begin with private-");
        assertThat(faults.get(2)).isEqualTo("streams.a: there are two streams of this name");
        assertThat(faults.get(3)).startsWith("streams: one stream must have the template {key}");
    }

    @Test
    void regularExpressionsDivideATemplate() {
        Streams streams = Streams.of(List.of(
                StreamSpec.of("numbered", "team-{key:[0-9]+}", "x"),
                StreamSpec.of("named", "team-{key:[a-z]+}", "x"),
                CATCH_ALL));
        assertThat(streams.gather(new ChannelName("team-12")))
                .extracting(Streams.Part::stream)
                .extracting(StreamSpec::name)
                .containsExactly("numbered", "channels");
        assertThat(streams.gather(new ChannelName("team-ab")))
                .extracting(Streams.Part::stream)
                .extracting(StreamSpec::name)
                .containsExactly("named", "channels");
        assertThat(streams.gather(new ChannelName("team-a1"))).hasSize(1);
        assertThat(faults(
                        StreamSpec.of("numbered", "team-{key:[0-9]+}", "x"),
                        StreamSpec.of("short", "team-{key:[0-9a-f]{1,4}}", "x"),
                        CATCH_ALL))
                .hasSize(1);
    }

    @Test
    void aRegularExpressionCannotReachAccessPrefixes() {
        assertThat(faults(StreamSpec.of("wide", "{key:[a-z-]+}", "x"), CATCH_ALL))
                .singleElement()
                .asString()
                .contains("begin with private-");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "team | holds no {key}",
                "team-{key | is not closed",
                "{key}-{key} | exactly one {key}",
                "team {key} | can be part of a channel name",
                "#{key} | can be part of a channel name",
                "team-{key:} | write {key} or {key:regex}",
                "team-{keys} | write {key} or {key:regex}",
                "team-{key:\\d+} | write a class such as [0-9]",
                "team-{key:[a} | template \"team-{key:[a}\"",
            })
    void aTemplateThatCannotWorkSaysWhy(String template, String why) {
        assertThatThrownBy(() -> ChannelTemplate.of(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void keysThatMakeNoNameAreNotAccepted() {
        ChannelTemplate team = ChannelTemplate.of("team-{key}");
        assertThat(Stream.of("1", "a.b", "x".repeat(159))).allMatch(team::accepts);
        assertThat(Stream.of("", "a b", "x".repeat(160), "#1", "é")).noneMatch(team::accepts);
        assertThat(ChannelTemplate.of("{key}").accepts("#user-1")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "events-1, made, -",
        "events-1, lost, -",
        "private-events-1, lost, -",
        "events-1, asked, events",
        "events-1, cheer, channels",
        "lobby, lost, channels",
        "closed-1, cheer, -",
        "closed-1, asked, closed",
    })
    void whatAServiceOwnsNobodyElsePublishesUnlessItsStreamTakesIt(String channel, String type, String stream) {
        Streams streams = Streams.of(List.of(
                StreamSpec.of("events", "events-{key}", "made")
                        .with("lost", "asked")
                        .open(Set.of("asked"), Set.of()),
                StreamSpec.of("closed", "closed-{key}", "made").with("*").open(Set.of("asked"), Set.of()),
                CATCH_ALL.open(Set.of("*"), Set.of())));
        assertThat(streams.publishable(new ChannelName(channel), type)
                        .map(part -> part.stream().name())
                        .orElse("-"))
                .isEqualTo(stream);
    }

    private static List<String> faults(StreamSpec... streams) {
        InvalidStreamsException refused =
                catchThrowableOfType(InvalidStreamsException.class, () -> Streams.of(List.of(streams)));
        return refused.faults();
    }
}
