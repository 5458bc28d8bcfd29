package io.milepost.gateway.protocol;

import io.milepost.event.Json;
import org.jspecify.annotations.Nullable;

/**
 * Somebody on a channel, as others see them.
 *
 * @param id the user's id
 * @param name what people call them
 * @param avatar where a picture of them is
 * @param data who they are in the words of Pusher, {@code {"user_id","user_info"}}, if an app has said so
 */
public record Member(
        String id,
        String name,
        @Nullable String avatar,
        @Nullable Json data) {
    /** Somebody of whom no app has said anything. */
    public Member(String id, String name, @Nullable String avatar) {
        this(id, name, avatar, null);
    }
}
