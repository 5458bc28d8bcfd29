package io.milepost.gateway.protocol;

/**
 * The words in which a client named a channel, when they were not the channel's own: the answers repeat them.
 *
 * @param field {@code povId} or {@code teamId}
 * @param value what stood there
 */
public record Echo(String field, String value) {}
