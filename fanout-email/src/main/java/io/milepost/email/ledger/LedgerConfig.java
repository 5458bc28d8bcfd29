package io.milepost.email.ledger;

import java.time.Duration;
import java.util.Map;

/**
 * How a ledger is kept.
 *
 * @param kafka settings for Kafka's clients
 * @param topic the ledger's, with as many partitions as that of the requests
 * @param owner what its writers are called in Kafka: the same for all instances of a fan-out, so that each fences the one before
 * @param kept how long entries are of use
 * @param idle after which a partition that nothing is asked of is given back
 */
public record LedgerConfig(Map<String, Object> kafka, String topic, String owner, Duration kept, Duration idle) {
    /** Copies the settings. */
    public LedgerConfig {
        kafka = Map.copyOf(kafka);
    }
}
