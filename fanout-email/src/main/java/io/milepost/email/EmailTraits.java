package io.milepost.email;

import java.time.Duration;

/**
 * What whoever sends has to know of a provider.
 *
 * @param provider its name, such as {@code ses}
 * @param deadline after which a call of {@code sendEmail} has certainly ended, and its message is sent or never will be by
 *     this call
 * @param deduplicates whether the provider drops a second message with the same {@link Email#idempotencyKey}, so that
 *     sending again after {@link EmailException.Unknown} is safe
 */
public record EmailTraits(String provider, Duration deadline, boolean deduplicates) {}
