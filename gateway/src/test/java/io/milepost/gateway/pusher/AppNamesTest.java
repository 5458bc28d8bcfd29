package io.milepost.gateway.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppNamesTest {
    private static final AppNames SHARED = names("a", App.Channels.SHARED);
    private static final AppNames OWN = names("x".repeat(32), App.Channels.OWN);
    private static final AppNames OTHER = names("y", App.Channels.OWN);

    private static AppNames names(String id, App.Channels channels) {
        return new AppNames(new App(id, "k", "s", channels, App.Switches.DEFAULTS, App.Limits.DEFAULTS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "private-a",
                "presence-a",
                "cache-a",
                "private-cache-a",
                "private-encrypted-a",
                "open.a",
                "app.y.a"
            })
    void everyAppHasNamesOfItsOwnAndFindsItsWayBack(String name) {
        for (AppNames names : List.of(SHARED, OWN, OTHER)) {
            assertThat(ChannelName.isValid(names.channel(name))).isTrue();
            assertThat(names.said(names.channel(name))).isEqualTo(name);
            assertThat(names.isOwn(names.channel(name))).isTrue();
        }
        assertThat(OWN.isOwn(SHARED.channel(name))).isFalse();
        assertThat(SHARED.isOwn(OWN.channel(name))).isFalse();
        assertThat(OTHER.isOwn(OWN.channel(name))).isFalse();
    }

    @Test
    void theLongestNameHasRoom() {
        String longest = "x".repeat(ChannelName.MAX_LENGTH);
        assertThat(ChannelName.isValid(OWN.channel(longest))).isTrue();
        assertThat(ChannelName.isValid(SHARED.channel(longest))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", "1", "auth0|7", "ada@example.org", "a=b", "ä ö", "#a", "a/b?c"})
    void anyIdOfAUserIsAPartOfAName(String id) {
        for (AppNames names : List.of(SHARED, OWN, OTHER)) {
            String channel = names.user(id).orElseThrow();
            assertThat(names.said(channel)).isEqualTo(AppNames.USER + id);
            assertThat(names.channel(AppNames.USER + id)).isEqualTo(channel);
            assertThat(names.isOwn(channel)).isFalse();
            assertThat(names.isOnline(names.online(id).orElseThrow())).isTrue();
        }
        assertThat(SHARED.user("ä".repeat(100))).isEmpty();
    }

    @Test
    void whatWouldBeAnotherOnesNameIsNone() {
        for (String name : List.of("", "#open.a", "#app.y.a", "#server-to-user-a", "a b", "x".repeat(165))) {
            assertThat(AppNames.isName(name)).as(name).isFalse();
        }
    }
}
