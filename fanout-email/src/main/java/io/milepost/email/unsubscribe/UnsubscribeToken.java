package io.milepost.email.unsubscribe;

import java.time.Instant;

/**
 * What a link in a mail is good for: one recipient's preferences, and nothing else.
 *
 * @param recipientId a {@link io.milepost.email.address.RecipientId}
 * @param category of the mail that held the link
 * @param issued when the link was made, in whole seconds
 * @param requestKey the key of the request whose mail held it
 */
public record UnsubscribeToken(String recipientId, String category, Instant issued, String requestKey) {}
