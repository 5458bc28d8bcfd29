package io.milepost.email;

/**
 * A message that a provider has accepted.
 *
 * @param provider its name, such as {@code ses}
 * @param messageId what the provider calls the message in what it tells of it later
 */
public record SentEmail(String provider, String messageId) {}
