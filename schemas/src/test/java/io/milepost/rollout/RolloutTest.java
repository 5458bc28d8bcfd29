package io.milepost.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.milepost.event.Json;
import io.milepost.rollout.Rollout.Share;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutTest {
    private static final Rollout WHOLE = read("""
            {"default":"native","both":false,"providers":{"pusher":
              {"percent":25,"users":["ada"],"channels":["pov-*","team-7","team-*"]}}}""");

    @Test
    void saysWhatItReads() {
        assertThat(WHOLE.fallback()).isEqualTo("native");
        assertThat(WHOLE.shares().get("pusher").percent()).isEqualTo(25);
        assertThat(read(WHOLE.json().toString())).isEqualTo(WHOLE);
        assertThat(read("{'default':'native'}")).isEqualTo(Rollout.NATIVE_ONLY);
    }

    @Test
    void whoIsListedHasThatProviderAndWhoIsNotKnownTheDefault() {
        assertThat(WHOLE.providerOf("ada")).isEqualTo("pusher");
        assertThat(WHOLE.providerOf(null)).isEqualTo("native");
        Rollout kept = read("{'default':'native','providers':{'pusher':{'percent':100},'native':{'users':['ada']}}}");
        assertThat(kept.providerOf("ada")).isEqualTo("native");
        assertThat(kept.providerOf("bob")).isEqualTo("pusher");
    }

    @Test
    void theMostExactPatternOfAChannelComesFirst() {
        assertThat(WHOLE.places())
                .extracting(place -> place.pattern().text())
                .containsExactly("team-7", "team-*", "pov-*");
    }

    @Test
    void duringTheMigrationClientsConnectToBoth() {
        Rollout both = read("{'default':'native','both':true,'providers':{'pusher':{'users':['ada']}}}");
        assertThat(both.providersOf("ada")).containsExactly("pusher", "native");
        assertThat(both.providersOf("bob")).containsExactly("native", "pusher");
        assertThat(both.providersOf(null)).containsExactly("native", "pusher");
        assertThat(WHOLE.providersOf("ada")).containsExactly("pusher");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|rollout: an object is expected",
                "{}|default: missing; known are native, pusher",
                "{'default':'telex'}|default: unknown provider; known are native, pusher",
                "{'default':'native','botch':1}|botch: there is no such field; there are both, default, providers",
                "{'default':'native','both':'yes'}|both: true or false is expected",
                "{'default':'native','both':true}|both: there is no provider beside the default;"
                        + " name one under providers",
                "{'default':'native','providers':[]}|providers: an object is expected",
                "{'default':'native','providers':{'fax':{}}}|providers.fax: unknown provider; known are native, pusher",
                "{'default':'native','providers':{'pusher':3}}|providers.pusher: an object is expected",
                "{'default':'native','providers':{'pusher':{'percent':101}}}|providers.pusher.percent: a whole number"
                        + " from 0 to 100 is expected",
                "{'default':'native','providers':{'pusher':{'percent':-1}}}|providers.pusher.percent: a whole number"
                        + " from 0 to 100 is expected",
                "{'default':'native','providers':{'pusher':{'percent':99999999999}}}|providers.pusher.percent: a whole"
                        + " number from 0 to 100 is expected",
                "{'default':'native','providers':{'pusher':{'percent':2.5}}}|providers.pusher.percent: a whole number"
                        + " from 0 to 100 is expected",
                "{'default':'native','providers':{'native':{'percent':5}}}|providers.native.percent: the default has"
                        + " whoever the others leave",
                "{'default':'native','providers':{'pusher':{'users':'ada'}}}|providers.pusher.users: a list is expected",
                "{'default':'native','providers':{'pusher':{'users':['']}}}|providers.pusher.users[0]: a user's id of 1"
                        + " to 1024 characters is expected",
                "{'default':'native','providers':{'pusher':{'channels':['a','b c']}}}|providers.pusher.channels[1]:"
                        + " a channel's name, or a pattern of such names is expected",
                "{'default':'native','providers':{'native':{'users':['a']},'pusher':{'users':['a']}}}"
                        + "|providers.pusher.users[0]: is listed for native already",
            })
    void whatCannotBeFollowedIsRefusedWithItsField(String json, String fault) {
        assertThat(faults(json)).containsExactly(fault);
    }

    @Test
    void allFaultsAreSaidAtOnce() {
        assertThat(faults("{'default':'x','both':1,'providers':{'pusher':{'percent':'1'}}}"))
                .hasSize(3);
    }

    @Test
    void aMessageNamesNoMoreThanFitsALine() {
        String users = "'',".repeat(30).replaceFirst(",$", "");
        assertThatThrownBy(() -> read("{'default':'native','providers':{'pusher':{'users':[" + users + "]}}}"))
                .hasMessageContaining("users[19]")
                .hasMessageEndingWith("; and 10 more");
    }

    @Test
    void providersShareAHundredPercent() {
        Json json = Json.of("{'default':'a','providers':{'b':{'percent':60},'c':{'percent':41}}}".replace('\'', '"'));
        assertThatThrownBy(() -> Rollout.of(json, Set.of("a", "b", "c")))
                .hasMessage("providers: the percentages add up to 101, more than 100");
    }

    @Test
    void aProviderThatIsNotConfiguredIsUnknown() {
        assertThatThrownBy(() -> Rollout.of(WHOLE.json(), Set.of("native")))
                .isInstanceOf(InvalidRolloutException.class)
                .hasMessage("providers.pusher: unknown provider; known are native");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 25, 50, 99})
    void percentagesAreKept(int percent) {
        Random random = random();
        int users = 20_000;
        int there = 0;
        for (int i = 0; i < users; i++) {
            if (percent(percent, 0).providerOf("user-" + random.nextLong()).equals("b")) {
                there++;
            }
        }
        // Five standard deviations.
        double deviation = Math.sqrt(percent * (100.0 - percent) / users);
        assertThat(100.0 * there / users).isCloseTo(percent, within(5 * deviation));
    }

    @Test
    void noneAndAllAreExact() {
        Random random = random();
        for (int i = 0; i < 5_000; i++) {
            String user = Long.toString(random.nextLong());
            assertThat(percent(0, 0).providerOf(user)).isEqualTo("a");
            assertThat(percent(100, 0).providerOf(user)).isEqualTo("b");
            assertThat(percent(30, 70).providerOf(user)).isNotEqualTo("a");
        }
    }

    /** Whoever has a provider keeps it when its percentage grows and those of the others do not. */
    @Test
    void whoIsThereStaysThereWhenThePercentageGrows() {
        Random random = random();
        for (int i = 0; i < 5_000; i++) {
            String user = Long.toString(random.nextLong());
            int other = random.nextInt(50);
            int less = random.nextInt(50);
            int more = less + random.nextInt(51 - less);
            if (percent(less, other).providerOf(user).equals("b")) {
                assertThat(percent(more, other).providerOf(user)).isEqualTo("b");
            }
            if (percent(other, less).providerOf(user).equals("c")) {
                assertThat(percent(other, more).providerOf(user)).isEqualTo("c");
            }
        }
    }

    @Test
    void theSecondProviderHasItsPercentageToo() {
        Random random = random();
        int there = 0;
        for (int i = 0; i < 20_000; i++) {
            if (percent(40, 30).providerOf(Long.toString(random.nextLong())).equals("c")) {
                there++;
            }
        }
        assertThat(there / 200.0).isCloseTo(30, within(5 * Math.sqrt(30 * 70 / 20_000.0)));
    }

    /** Another draw would move everybody; this one is what nodes of every version agree on. */
    @Test
    void aUsersDrawIsTheSameForEver() {
        assertThat(Draw.of("pusher", "ada")).isEqualTo(0.8567941941655783);
        assertThat(Draw.of("pusher", "ada")).isNotEqualTo(Draw.of("native", "ada"));
    }

    private static Rollout percent(int b, int c) {
        return new Rollout(
                "a", false, Map.of("b", new Share(b, Set.of(), List.of()), "c", new Share(c, Set.of(), List.of())));
    }

    private static Rollout read(String json) {
        return Rollout.of(Json.of(json.replace('\'', '"')), Rollout.PROVIDERS);
    }

    private static List<String> faults(String json) {
        InvalidRolloutException refused = catchThrowableOfType(InvalidRolloutException.class, () -> read(json));
        return refused.faults();
    }

    private static Random random() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        return new Random(seed);
    }
}
