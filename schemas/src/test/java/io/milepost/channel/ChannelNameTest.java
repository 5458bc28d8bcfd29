package io.milepost.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"team-123", "a", "A_b=c@d,e.f;g", "#user-7", "private-team-1"})
    void namesOfTheGrammarAreTaken(String name) {
        assertThat(new ChannelName(name).value()).isEqualTo(name);
        assertThat(ChannelName.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#", "a b", "team:1", "##x", "a#b", "tëam", "a/b", "a\n", "a\0"})
    void anythingElseIsRefusedWithTheRule(String name) {
        assertThat(ChannelName.isValid(name)).isFalse();
        assertThatThrownBy(() -> new ChannelName(name))
                .isInstanceOf(InvalidChannelException.class)
                .hasMessageStartingWith("channel: ");
    }

    @Test
    void theLongestNameHas164Characters() {
        assertThat(ChannelName.isValid("x".repeat(164))).isTrue();
        assertThatThrownBy(() -> new ChannelName("x".repeat(165))).hasMessageContaining("165 characters, at most 164");
    }

    @ParameterizedTest
    @CsvSource({
        "team-1, team-1, false",
        "private-team-1, team-1, true",
        "presence-team-1, team-1, true",
        "cache-team-1, team-1, false",
        "private-cache-team-1, team-1, true",
        "presence-cache-team-1, team-1, true",
        "private-encrypted-team-1, team-1, true",
        "private-encrypted-cache-team-1, team-1, true",
        "privateteam, privateteam, false",
        "private-presence-x, presence-x, true",
    })
    void accessPrefixesAreTakenOff(String name, String bare, boolean restricted) {
        ChannelName channel = new ChannelName(name);
        assertThat(channel.bare()).isEqualTo(bare);
        assertThat(channel.isRestricted()).isEqualTo(restricted);
    }
}
