package io.milepost.email.send;

import io.milepost.email.request.EmailRequest;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * A request as it came.
 *
 * @param partition of its topic, and so of the ledger
 * @param at when it was written
 * @param isOurs whether the partition is still this instance's, as far as it knows: else somebody else sends it
 */
record Asked(EmailRequest request, int partition, Instant at, BooleanSupplier isOurs) {}
