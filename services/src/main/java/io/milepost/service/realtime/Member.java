package io.milepost.service.realtime;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A user on a presence channel.
 *
 * @param id the user's
 * @param name what people call the user; null if not known
 * @param avatar where a picture of the user is; null if not known
 */
public record Member(
        String id, @Nullable String name, @Nullable String avatar) {
    /** Refuses a null id. */
    public Member {
        Objects.requireNonNull(id);
    }

    /** A user of whom only the id is known. */
    public static Member of(String id) {
        return new Member(id, null, null);
    }
}
