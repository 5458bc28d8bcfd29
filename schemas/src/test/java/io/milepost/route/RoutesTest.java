package io.milepost.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.route.Intake.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
    private static final List<String> ALL = List.of();

    private static final Routes ROUTES = Routes.of(List.of(
            Route.of(List.of("activity"), List.of("activity-*"), List.of("team-*"), Set.of("native", "pusher")),
            Route.of(List.of("activity"), List.of("audit"), ALL, Set.of()),
            Route.of(List.of("chat", "coll*"), ALL, ALL, Set.of("native"))));

    @ParameterizedTest
    @CsvSource({
        "native, activity, activity-logged, team-1, true",
        "pusher, activity, activity-logged, team-1, true",
        "email, activity, activity-logged, team-1, false",
        "email, activity, activity-logged, pov-1, true",
        "pusher, activity, activity-logged, private-team-1, true",
        "email, activity, activity-logged, private-team-1, false",
        "native, activity, audit, team-1, false",
        "native, activity, Audit, team-1, true",
        "native, chat, message, chat-1, true",
        "pusher, chat, message, chat-1, false",
        "pusher, collaboration, edit, collab-1, false",
        "pusher, goal, goal-updated, team-1, true",
    })
    void theFirstRouteThatMatchesDecides(String fanout, String stream, String type, String channel, boolean taken) {
        assertThat(ROUTES.takes(fanout, stream, type, channel)).isEqualTo(taken);
        assertThat(ROUTES.intake(fanout, stream).takes(type, channel)).isEqualTo(taken);
    }

    @Test
    void withoutRoutesEverythingGoesEverywhere() {
        assertThat(Routes.of(List.of())).isSameAs(Routes.NONE);
        assertThat(Routes.NONE.isEmpty()).isTrue();
        assertThat(Routes.NONE.takes("pusher", "activity", "x", "team-1")).isTrue();
        assertThat(Routes.NONE.intake("native", "activity")).isSameAs(Intake.OPEN);
    }

    @Test
    void aStreamThatNoRouteShutsIsOpenAndNothingIsAskedOfItsEvents() {
        assertThat(ROUTES.intake("native", "chat").isOpen()).isTrue();
        assertThat(ROUTES.intake("pusher", "goal").isOpen()).isTrue();
        assertThat(ROUTES.intake("native", "activity").isOpen()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "native, activity, team-1, BY_TYPE",
        "email, activity, pov-1, BY_TYPE",
        "pusher, chat, chat-1, NONE",
        "native, chat, chat-1, ALL",
        "pusher, goal, team-1, ALL",
    })
    void whatDoesNotDependOnTheTypeIsSaidWithoutIt(String fanout, String stream, String channel, Share share) {
        assertThat(ROUTES.intake(fanout, stream).of(channel)).isEqualTo(share);
    }

    @Test
    void onlyARouteForEveryEventMatchesAll() {
        assertThat(Route.of(ALL, ALL, List.of("*"), Set.of()).matchesAll()).isTrue();
        assertThat(Route.of(ALL, List.of("x"), ALL, Set.of()).matchesAll()).isFalse();
    }

    /** What an intake says before it knows the type is what it says when it does. */
    @Test
    void theQuickAnswerNeverContradictsTheWholeOne() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<String> words = List.of("a", "b", "ab", "ba", "private-a");
        List<String> patterns = List.of("a", "b", "a*", "*b", "*", "private-*");
        for (int round = 0; round < 20_000; round++) {
            List<Route> routes = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                routes.add(Route.of(
                        some(patterns, random),
                        some(patterns, random),
                        some(patterns, random),
                        random.nextBoolean() ? Set.of("native") : Set.of("pusher")));
            }
            Routes all = Routes.of(routes);
            String stream = words.get(random.nextInt(words.size()));
            String channel = words.get(random.nextInt(words.size()));
            Intake intake = all.intake("native", stream);
            Share share = intake.of(channel);
            for (String type : words) {
                boolean taken = all.takes("native", stream, type, channel);
                assertThat(intake.takes(type, channel)).as("%s", routes).isEqualTo(taken);
                assertThat(share)
                        .as("%s %s %s %s", routes, stream, type, channel)
                        .isIn(Share.BY_TYPE, taken ? Share.ALL : Share.NONE);
                assertThat(taken || !intake.isOpen()).isTrue();
            }
        }
    }

    private static List<String> some(List<String> patterns, Random random) {
        List<String> chosen = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            chosen.add(patterns.get(random.nextInt(patterns.size())));
        }
        return chosen;
    }
}
