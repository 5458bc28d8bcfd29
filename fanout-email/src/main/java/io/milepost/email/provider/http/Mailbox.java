package io.milepost.email.provider.http;

import io.milepost.email.EmailAddress;
import java.util.List;
import java.util.stream.Collectors;

/** Addresses as one text: {@code "Ada Lovelace" <ada@example.com>}. */
public final class Mailbox {
    private Mailbox() {}

    /** One address; its name is quoted, so that nothing in it can be read as another address. */
    public static String of(EmailAddress address) {
        String name = address.name();
        return name == null || name.isBlank()
                ? address.address()
                : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\" <" + address.address() + '>';
    }

    /** Several, with commas. */
    public static String all(List<EmailAddress> addresses) {
        return addresses.stream().map(Mailbox::of).collect(Collectors.joining(", "));
    }
}
