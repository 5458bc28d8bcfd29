package io.milepost.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One of a user's devices.
 *
 * @param app whose user that is; null for the gateway's own, who come with tokens
 * @param userId whose it is; empty for one of an app's that is no user's
 * @param name what it calls itself: 1 to 64 letters, digits, or {@code . _ : -}
 */
public record DeviceId(@Nullable String app, String userId, String name) {
    /** What a name consists of, for those who choose one. */
    public static final String GRAMMAR = "1 to 64 letters, digits or ._:-";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    /** Checks the name. */
    public DeviceId {
        if (!isName(name)) {
            throw new IllegalArgumentException("device: a name has " + GRAMMAR);
        }
    }

    /** A device of one of the gateway's own users. */
    public DeviceId(String userId, String name) {
        this(null, userId, name);
    }

    /** Whether a device may call itself so. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The Kafka group under which its places are kept: {@code milepost.device.[APP.]USER.NAME}, each in base64url. */
    public String group() {
        return "milepost.device." + (app == null ? "" : encode(app) + ".") + encode(userId) + "." + encode(name);
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
