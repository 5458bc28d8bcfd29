package io.milepost.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.regex.Pattern;

/**
 * One of a user's devices.
 *
 * @param userId whose it is
 * @param name what it calls itself: 1 to 64 letters, digits, or {@code . _ : -}
 */
public record DeviceId(String userId, String name) {
    /** What a name consists of, for those who choose one. */
    public static final String GRAMMAR = "1 to 64 letters, digits or ._:-";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    /** Checks the name. */
    public DeviceId {
        if (!isName(name)) {
            throw new IllegalArgumentException("device: a name has " + GRAMMAR);
        }
    }

    /** Whether a device may call itself so. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The Kafka group under which its places are kept: {@code milepost.device.USER.NAME}, both in base64url. */
    public String group() {
        return "milepost.device." + encode(userId) + "." + encode(name);
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
