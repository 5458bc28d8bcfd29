package io.milepost.email.rule;

import java.time.Duration;

/**
 * How often one recipient gets mail by one rule; what is too much is skipped.
 *
 * @param most mails
 * @param per in such a time
 */
public record Throttle(int most, Duration per) {}
