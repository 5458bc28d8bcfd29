package io.milepost.email.rule;

import java.time.Instant;

/**
 * A time for which a digest collects.
 *
 * @param start belongs to it
 * @param end when the digest goes out; belongs to the next
 */
public record Window(Instant start, Instant end) {}
