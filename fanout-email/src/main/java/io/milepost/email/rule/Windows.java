package io.milepost.email.rule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/** Cuts time into the windows of a digest: without a gap, none twice. */
public final class Windows {
    private Windows() {}

    /**
     * The window that an event falls into. Hours are full hours of UTC. Days and weeks end at the digest's time of day in the
     * zone: where that time is skipped, as much later as is skipped; where it comes twice, the first time.
     */
    public static Window of(Digest digest, Instant at, ZoneId zone) {
        if (digest.every() == Digest.Every.HOUR) {
            Instant start = at.truncatedTo(ChronoUnit.HOURS);
            return new Window(start, start.plus(1, ChronoUnit.HOURS));
        }
        int days = digest.every() == Digest.Every.DAY ? 1 : 7;
        LocalDate date = at.atZone(zone).toLocalDate();
        if (digest.every() == Digest.Every.WEEK) {
            date = date.with(TemporalAdjusters.previousOrSame(digest.on()));
        }
        // A zone may have skipped a whole day, so that two ends fall together: neither search stops on the one between.
        LocalDate first = date.plusDays(days);
        while (end(digest, first, zone).isAfter(at)) {
            first = first.minusDays(days);
        }
        LocalDate last = date.minusDays(days);
        while (!end(digest, last, zone).isAfter(at)) {
            last = last.plusDays(days);
        }
        return new Window(end(digest, first, zone), end(digest, last, zone));
    }

    private static Instant end(Digest digest, LocalDate date, ZoneId zone) {
        return date.atTime(digest.at()).atZone(zone).toInstant();
    }
}
