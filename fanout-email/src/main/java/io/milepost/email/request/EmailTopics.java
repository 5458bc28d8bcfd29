package io.milepost.email.request;

import io.milepost.fanout.topic.MadeTopic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * The topics of mail.
 *
 * @param prefix what all their names begin with, such as {@value #PREFIX}
 * @param partitions of each but that of the recipients; those of an existing one stay as they are
 * @param replicas of those that are made; -1 for the broker's default
 */
public record EmailTopics(String prefix, int partitions, short replicas) {
    /** What their names begin with if nothing is said. */
    public static final String PREFIX = "milepost.email";

    /** Characters that the values of one mail may have. */
    public static final int LARGEST_VALUES = 1 << 20;

    /** Bytes that a record may have: such values in UTF-8, and all else that a request says. */
    public static final int LARGEST_RECORD = 8 << 20;

    private static final Duration REQUESTS_KEPT = Duration.ofDays(7);
    private static final Duration DIGESTS_KEPT = Duration.ofDays(30);
    private static final Duration EVENTS_KEPT = Duration.ofDays(30);

    /** That an event may have and still become mail. */
    public static final Duration LONGEST_AGE = Duration.ofDays(14);

    /** Longer than all of this together: that age, a week's digest, and a week on the topic of requests. */
    public static final Duration LEDGER_KEPT = Duration.ofDays(30);

    /** Where requests are written. */
    public String requests(boolean critical) {
        return prefix + (critical ? ".requests.critical" : ".requests");
    }

    /** The ledger of those. */
    public String ledger(boolean critical) {
        return prefix + (critical ? ".ledger.critical" : ".ledger");
    }

    /** What is collected for digests. */
    public String digests() {
        return prefix + ".digests";
    }

    /** What is known of recipients. */
    public String recipients() {
        return prefix + ".recipients";
    }

    /** What became of mail. */
    public String events() {
        return prefix + ".events";
    }

    /** Makes those that do not exist, but for that of the recipients, which {@code Recipients} makes. */
    public void make(Admin admin) {
        for (boolean critical : List.of(false, true)) {
            make(admin, requests(critical), REQUESTS_KEPT, Map.of());
            make(
                    admin,
                    ledger(critical),
                    LEDGER_KEPT,
                    Map.of(
                            "cleanup.policy",
                            "compact,delete",
                            "segment.ms",
                            Long.toString(Duration.ofDays(1).toMillis())));
        }
        make(admin, digests(), DIGESTS_KEPT, Map.of());
        make(admin, events(), EVENTS_KEPT, Map.of());
    }

    private void make(Admin admin, String name, Duration kept, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("retention.ms", Long.toString(kept.toMillis()));
        settings.put("max.message.bytes", Integer.toString(LARGEST_RECORD));
        new MadeTopic(name, partitions, replicas, settings).make(admin);
    }
}
