package io.milepost.email.recipient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.email.feedback.Feedback;
import io.milepost.event.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticeJsonTest {
    private static final Instant AT = Instant.parse("2026-03-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                                             | not a JSON object
            {}                                                             | notice: missing
            {"notice":"else"}                                              | notice: not one of
            {"notice":7}                                                   | notice: not a string
            {"notice":"lifted","at":"2026-03-01T00:00:00Z"}                | address: missing
            {"notice":"lifted","address":"a@example.com"}                  | at: missing
            {"notice":"lifted","address":"a@example.com","at":"now"}       | at: not a time
            {"notice":"resubscribed","at":"+999999999-01-01T00:00:00Z"}    | at: not between
            {"notice":"unsubscribed","category":"*","at":"2026-03-01T00:00:00Z"} | category: that is no name
            {"notice":"preferences","categories":[],"at":"2026-03-01T00:00:00Z"} | categories: not an object
            {"notice":"preferences","categories":{"a":1},"at":"2026-03-01T00:00:00Z"} | categories.a: neither true nor false
            {"notice":"preferences","zone":"Mars","at":"2026-03-01T00:00:00Z"} | zone: not a time zone
            {"notice":"preferences","locale":"!","at":"2026-03-01T00:00:00Z"} | locale: not a language
            {"notice":"suppressed","address":"a@example.com","reason":"why","at":"2026-03-01T00:00:00Z"} | reason: not one of hard_bounce
            {"notice":"feedback","provider":"ses","id":"1","kind":"sent","address":"a@example.com","tags":{"t":1},"at":"2026-03-01T00:00:00Z"} | tags.t: not a string
            """)
    void whatIsNoNoticeIsNamed(String json, String message) {
        assertThatThrownBy(() -> NoticeJson.read(Json.of(json)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void whatIsTooLargeIsRefused() {
        assertThatThrownBy(() -> NoticeJson.read(Json.of("{\"x\":\"" + "x".repeat(70_000) + "\"}")))
                .isInstanceOf(UnreadableException.class)
                .hasMessageStartingWith("longer than 65536 bytes");
        assertThatThrownBy(() -> new Notice.Lifted("a".repeat(400), AT))
                .isInstanceOf(UnreadableException.class)
                .hasMessageStartingWith("address: longer");
        Map<String, Boolean> many = new HashMap<>();
        for (int i = 0; i < 65; i++) {
            many.put("c" + i, true);
        }
        assertThatThrownBy(() -> new Notice.PreferencesChanged(many, null, null, AT))
                .hasMessage("categories: there are more than 64");
    }

    @Test
    void aDetailIsCutAndNothingIsLostForIt() {
        Feedback long1 = new Feedback(
                "ses", "1", Feedback.Kind.HARD_BOUNCE, "a@example.com", null, Map.of(), AT, "x".repeat(998) + "😀😀");
        Notice.Told told = new Notice.Told(long1);
        assertThat(told.feedback().detail()).hasSizeLessThanOrEqualTo(1_000).endsWith("x…");
        assertThat(NoticeJson.read(NoticeJson.write(told))).isEqualTo(told);
    }

    @Test
    void nothingIsWrittenOfAStateThatSaysNothing() {
        assertThat(new String(RecipientStateJson.write(RecipientState.EMPTY), UTF_8))
                .isEqualTo("{}");
        assertThat(RecipientStateJson.read("{\"later\":{\"more\":1},\"locale\":null}".getBytes(UTF_8)))
                .isEqualTo(RecipientState.EMPTY);
        assertThatThrownBy(() -> RecipientStateJson.read("{\"softBounces\":[1]}".getBytes(UTF_8)))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("softBounces: not a list of times");
        assertThatThrownBy(() -> RecipientStateJson.read("{\"told\":{\"manual\":{}}}".getBytes(UTF_8)))
                .hasMessage("told.manual.since: missing");
    }
}
