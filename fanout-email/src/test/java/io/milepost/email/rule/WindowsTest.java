package io.milepost.email.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.email.rule.Digest.Every;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows of digests: every instant is in one, and in no other. */
class WindowsTest {
    private static final Instant FROM = Instant.parse("1975-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2040-01-01T00:00:00Z");

    private static Digest digest(Every every, String at, DayOfWeek on) {
        return new Digest(every, LocalTime.parse(at), on, "null", 50);
    }

    @ParameterizedTest
    @CsvSource({
        // Not a full hour from UTC.
        "HOUR, 02:30, Asia/Kolkata, 2026-03-29T01:10:00Z, 2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z",
        "DAY, 08:00, Europe/Berlin, 2026-01-05T06:59:59Z, 2026-01-04T07:00:00Z, 2026-01-05T07:00:00Z",
        "DAY, 08:00, Europe/Berlin, 2026-01-05T07:00:00Z, 2026-01-05T07:00:00Z, 2026-01-06T07:00:00Z",
        // 02:30 is skipped: an hour later by the clock, and as much later as always.
        "DAY, 02:30, Europe/Berlin, 2026-03-28T12:00:00Z, 2026-03-28T01:30:00Z, 2026-03-29T01:30:00Z",
        "DAY, 02:30, Europe/Berlin, 2026-03-29T12:00:00Z, 2026-03-29T01:30:00Z, 2026-03-30T00:30:00Z",
        // 02:30 comes twice: the first time ends the window.
        "DAY, 02:30, Europe/Berlin, 2026-10-25T00:45:00Z, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
        "WEEK, 08:00, Europe/Berlin, 2026-03-29T12:00:00Z, 2026-03-23T07:00:00Z, 2026-03-30T06:00:00Z",
        // Samoa had no 30th of December in 2011.
        "DAY, 08:00, Pacific/Apia, 2011-12-29T20:00:00Z, 2011-12-29T18:00:00Z, 2011-12-30T18:00:00Z"
    })
    void windowsEndAtTheRecipientsTime(Every every, String at, String zone, Instant event, Instant start, Instant end) {
        assertThat(Windows.of(digest(every, at, DayOfWeek.MONDAY), event, ZoneId.of(zone)))
                .isEqualTo(new Window(start, end));
    }

    @Test
    void windowsTileTime() {
        String said = System.getProperty("seed", "");
        long seed = said.isBlank() ? System.nanoTime() : Long.parseLong(said);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<String> zones = new ArrayList<>(ZoneId.getAvailableZoneIds());
        zones.sort(null);
        long span = Duration.between(FROM, TO).toSeconds();
        for (int i = 0; i < 20_000; i++) {
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            Every every = List.of(Every.values()).get(random.nextInt(3));
            Digest digest = digest(
                    every,
                    LocalTime.of(random.nextInt(24), random.nextInt(60)).toString(),
                    DayOfWeek.of(1 + random.nextInt(7)));
            Instant at = FROM.plusSeconds((long) (random.nextDouble() * span)).plusNanos(random.nextInt(1_000_000_000));
            Window window = Windows.of(digest, at, zone);
            String what = "seed " + seed + ": " + digest + " in " + zone + " at " + at + " is " + window;
            assertThat(window.start()).as(what).isBeforeOrEqualTo(at);
            assertThat(window.end()).as(what).isAfter(at);
            assertThat(Windows.of(digest, window.start(), zone)).as(what).isEqualTo(window);
            assertThat(Windows.of(digest, window.end().minusNanos(1), zone))
                    .as(what)
                    .isEqualTo(window);
            assertThat(Windows.of(digest, window.end(), zone).start()).as(what).isEqualTo(window.end());
        }
    }
}
