package io.milepost.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelPattern;
import io.milepost.gateway.auth.Verdict.Bad;
import io.milepost.gateway.auth.Verdict.Good;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantTest {
    private static final Grant MEMBER =
            new Grant(Optional.of("role"), "member", Optional.empty(), List.of("pov-*"), List.of());
    private static final Grant ADMIN =
            new Grant(Optional.of("role"), "admin", Optional.empty(), List.of("*"), List.of("*"));
    private static final Grant OWN =
            new Grant(Optional.empty(), Grant.ANY, Optional.empty(), List.of("#user-{userId}"), List.of());
    private static final Grant TEAMS = new Grant(
            Optional.empty(), Grant.ANY, Optional.empty(), List.of("{org}-{teams}-*"), List.of("chat-{teams}"));

    @Test
    void aGrantAddsToWhatTheTokenSays() {
        Principal member = read(Map.of("role", "member", "channels", List.of("lobby")), MEMBER, ADMIN, OWN);
        assertThat(member.channels()).extracting(ChannelPattern::text).containsExactly("lobby", "pov-*", "#user-ada");
        assertThat(member.publish()).isEmpty();
        Principal admin = read(Map.of("role", new JsonArray().add("member").add("admin")), MEMBER, ADMIN);
        assertThat(admin.channels()).extracting(ChannelPattern::text).containsExactly("pov-*", "*");
        assertThat(admin.publish()).extracting(ChannelPattern::text).containsExactly("*");
        assertThat(read(Map.of("role", "guest"), MEMBER, ADMIN).channels()).isEmpty();
        assertThat(read(Map.of(), MEMBER, ADMIN).channels()).isEmpty();
    }

    @Test
    void aGrantMayBeForAnyValueAndForTokensThatLackAClaim() {
        Grant pov = new Grant(Optional.of("role"), Grant.ANY, Optional.of("channels"), List.of("pov-*"), List.of());
        assertThat(read(Map.of("role", "whatever"), pov).channels()).hasSize(1);
        assertThat(read(Map.of("role", "whatever", "channels", List.of()), pov).channels())
                .isEmpty();
        assertThat(read(Map.of(), pov).channels()).isEmpty();
    }

    @Test
    void namesInBracesAreFilledInFromTheToken() {
        Principal principal =
                read(Map.of("org", "acme", "teams", new JsonArray().add(1).add("b")), TEAMS);
        assertThat(principal.channels()).extracting(ChannelPattern::text).containsExactly("acme-1-*", "acme-b-*");
        assertThat(principal.publish()).extracting(ChannelPattern::text).containsExactly("chat-1", "chat-b");
        assertThat(read(Map.of("teams", "1"), TEAMS).channels()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a*", "#user-bob", "", "a b", "{teams}", "private-x", "presence-x", "ä", "a\n"})
    void aValueThatIsNoPartOfANameGrantsNothing(String value) {
        assertThat(read(Map.of("org", value, "teams", "1"), TEAMS).channels()).isEmpty();
    }

    @Test
    void moreThanAThousandPatternsAreRefusedAndNotFilledIn() {
        JsonArray many = new JsonArray(IntStream.range(0, 1_000).boxed().toList());
        JsonObject claims = new JsonObject(TestKeys.claims("ada", Map.of("org", many, "teams", many)));
        assertThat(new Claims(List.of(TEAMS)).read(claims)).isInstanceOf(Bad.class);
    }

    @Test
    void aPatternIsKnownByItsGrammar() {
        for (String pattern : List.of("*", "pov-*", "#user-{userId}", "private-{team}-*", "{a}-{b}")) {
            assertThat(Grant.isPattern(pattern)).as(pattern).isTrue();
        }
        for (String pattern :
                List.of("", "a b", "{", "{}", "#", "a#", "x/y", "#app.*", "#open.{team}", "#server-to-user-{userId}")) {
            assertThat(Grant.isPattern(pattern)).as(pattern).isFalse();
        }
    }

    private static Principal read(Map<String, ?> more, Grant... grants) {
        Map<String, Object> claims = TestKeys.claims("ada", more);
        claims.replaceAll((name, value) -> value instanceof List<?> list ? new JsonArray(list) : value);
        return ((Good) new Claims(List.of(grants)).read(new JsonObject(claims))).principal();
    }
}
