package io.milepost.email.fanout;

import io.milepost.email.recipient.SuppressionPolicy;
import io.milepost.email.request.EmailTopics;
import io.milepost.email.send.SendConfig;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.SinkDefaults;
import io.milepost.fanout.runtime.SinkConfig;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * What is said of the email fan-out itself; its rules, templates, webhooks and links read their own parts.
 *
 * @param topics its topics
 * @param sending how mail goes out
 * @param policy what bounces do
 * @param reconciled how often the provider's list of suppressed addresses is compared with ours; zero for never
 * @param zone where days begin for recipients of whom nothing is known
 * @param digestGrace how long after its window's end a digest goes out
 * @param digestBytes that open digests may take
 * @param hasInbox whether mail goes to nobody and can be looked at
 * @param variables for the provider, before those of the environment
 */
record EmailConfig(
        EmailTopics topics,
        SendConfig sending,
        SuppressionPolicy policy,
        Duration reconciled,
        ZoneId zone,
        Duration digestGrace,
        long digestBytes,
        boolean hasInbox,
        Map<String, String> variables) {
    /** For the planner; a batch says nothing there. */
    static final SinkDefaults DEFAULTS = new SinkDefaults(1, 32, Duration.ofMinutes(10), Duration.ofDays(1));

    /** Longer than a planner's transaction can last, and with it an event's way into its digest. */
    private static final Duration DIGEST_GRACE = Duration.ofSeconds(45);

    static EmailConfig read(FanoutSettings settings, SinkConfig runtime, short replicas) {
        return new EmailConfig(
                new EmailTopics(
                        settings.text("topics", EmailTopics.PREFIX),
                        settings.number("partitions", 6, 1, 1_000),
                        replicas),
                new SendConfig(
                        runtime.sending().inFlight(),
                        runtime.sending().perSecond(),
                        settings.duration("settle", Duration.ofSeconds(30), Duration.ZERO),
                        settings.duration("startWithin", Duration.ofSeconds(5), Duration.ofMillis(100)),
                        settings.duration("quotaPause", Duration.ofMinutes(1), Duration.ofMillis(100)),
                        settings.duration("quotaEvery", Duration.ofMinutes(1), Duration.ofMillis(100)),
                        settings.number("reserve", 5, 0, 100) / 100.0),
                SuppressionPolicy.read(settings),
                settings.duration("reconcile", Duration.ofHours(1), Duration.ZERO),
                settings.read("zone", ZoneOffset.UTC, "a time zone such as Europe/Vienna", EmailConfig::zone),
                settings.duration("digestGrace", DIGEST_GRACE, Duration.ZERO),
                (long) settings.number("digestMegabytes", 64, 1, 16_384) << 20,
                Boolean.parseBoolean(settings.choice("inbox", "false", List.of("true", "false"))),
                settings.below("variables"));
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text.trim());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
