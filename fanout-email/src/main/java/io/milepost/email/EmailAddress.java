package io.milepost.email;

import org.jspecify.annotations.Nullable;

/**
 * An address and, if it is known, whose it is.
 *
 * @param address bare: {@code ada@example.com}
 * @param name for people's eyes, or null
 */
public record EmailAddress(String address, @Nullable String name) {
    /** An address without a name. */
    public static EmailAddress of(String address) {
        return new EmailAddress(address, null);
    }

    /** Nothing of it: addresses are not for logs. */
    @Override
    public String toString() {
        return "EmailAddress[…]";
    }
}
