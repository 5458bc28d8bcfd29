package io.milepost.gateway.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.channel.ChannelName;
import io.milepost.event.Json;
import io.milepost.gateway.protocol.Member;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementJsonTest {
    private static final ChannelName CHANNEL = new ChannelName("presence-1");

    @Test
    void readsWhatItWrites() {
        Seat named = new Seat(new Member("ada", "Ada \"Ä\" 🚶", "https://pictures/ada"), true);
        Seat unseen = new Seat(new Member("bob", "", null), false);
        Seat signed = new Seat(new Member("7", "Eve", null, Json.of("{\"user_id\":7,\"user_info\":{}}")), true);
        Line line = new Line(CHANNEL, 5, 3, false, List.of(named, unseen, signed), List.of("cem"), List.of("dan"));
        Line counted = new Line(new ChannelName("team-1"), 5_000, 4_000, true, List.of(), List.of(), List.of());
        Statement said = new Statement(42, 10_000, true, true, false, List.of(line, counted));
        assertThat(StatementJson.read(StatementJson.write(said))).isEqualTo(said);
        Statement bye = new Statement(43, 10_000, false, false, true, List.of());
        assertThat(StatementJson.read(StatementJson.write(bye))).isEqualTo(bye);
    }

    @Test
    void passesOverWhatItDoesNotKnow() {
        assertThat(StatementJson.read("{\"number\":1,\"leaseMs\":2,\"mood\":\"good\"}".getBytes(UTF_8)))
                .isEqualTo(new Statement(1, 2, false, false, false, List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; empty",
                "[]; number",
                "{\"number\":1}; leaseMs",
                "{\"number\":-1,\"leaseMs\":1}; number",
                "{\"number\":1,\"leaseMs\":99999999999}; leaseMs",
                "{\"number\":1,\"leaseMs\":1,\"lines\":[{}]}; channel",
                "{\"number\":1,\"leaseMs\":1,\"lines\":[{\"channel\":\"c\",\"subscribers\":\"many\"}]}; subscribers",
            })
    void namesTheFieldThatIsWrong(String json, String field) {
        assertThatThrownBy(() -> StatementJson.read(json.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(field);
    }
}
