package io.milepost.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.channel.ChannelName;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacesTest {
    private static final ChannelName TEAM = new ChannelName("team-7");

    @Test
    void whatIsKeptIsUnderstood() {
        Places places = Places.NONE.with(TEAM, "AbC_-1").with(new ChannelName("private-team-1"), "x");
        assertThat(places.text()).isEqualTo("private-team-1 x\nteam-7 AbC_-1");
        assertThat(Places.of(places.text())).isEqualTo(places);
        assertThat(Places.of("")).isEqualTo(Places.NONE);
        assertThat(places.without(TEAM).cursor(TEAM)).isNull();
        assertThat(places.with(TEAM, "later").cursor(TEAM)).isEqualTo("later");
    }

    @ParameterizedTest
    @ValueSource(strings = {"team-7", "team-7 ", " x", "no channel! x", "team-7 x\n", "\n"})
    void anythingElseIsNot(String text) {
        assertThatThrownBy(() -> Places.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noMoreIsKeptThanKafkaTakes() {
        String cursor = "c".repeat(64);
        int room = (int) IntStream.rangeClosed(1, 100)
                .takeWhile(n -> many(n, cursor).fits())
                .count();
        assertThat(many(room, cursor).text()).hasSizeLessThanOrEqualTo(Places.MAX_BYTES);
        assertThat(many(room + 1, cursor).text()).hasSizeGreaterThan(Places.MAX_BYTES);
        assertThat(room).isEqualTo(56);
    }

    private static Places many(int count, String cursor) {
        Places places = Places.NONE;
        for (int i = 10; i < 10 + count; i++) {
            places = places.with(new ChannelName("team-" + i), cursor);
        }
        return places;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ü", "a/b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void aDeviceHasAPlainName(String name) {
        assertThatThrownBy(() -> new DeviceId("ada", name))
                .hasMessage("device: a name has 1 to 64 letters, digits or ._:-");
    }

    @Test
    void whatUserAndNameAreCannotBeMixedUp() {
        assertThat(new DeviceId("ada.b", "c").group()).isEqualTo("milepost.device.YWRhLmI.Yw");
        assertThat(new DeviceId("ada", "b.c").group()).isEqualTo("milepost.device.YWRh.Yi5j");
    }
}
