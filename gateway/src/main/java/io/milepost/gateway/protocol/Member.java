package io.milepost.gateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Somebody on a channel, as others see them.
 *
 * @param id the user's id
 * @param name what people call them
 * @param avatar where a picture of them is
 */
public record Member(String id, String name, @Nullable String avatar) {}
