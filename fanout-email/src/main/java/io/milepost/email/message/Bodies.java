package io.milepost.email.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.email.Email;
import io.milepost.email.EmailException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** The two parts of a message, of which one must be there. */
final class Bodies {
    /** In Base64, with its line breaks, that is what goes into {@link OutgoingEmail#MAX_RAW_BYTES}. */
    private static final int MAX_BYTES = 7 << 20;

    private Bodies() {}

    static void check(Email email) {
        if (isEmpty(email.html()) && isEmpty(email.text())) {
            throw new EmailException.Rejected("html: neither html nor text is there", null);
        }
        if (length(email.html()) + length(email.text()) > MAX_BYTES
                || bytes("html", email.html()) + bytes("text", email.text()) > MAX_BYTES) {
            throw new EmailException.Rejected("html: more than " + MAX_BYTES + " bytes, with text", null);
        }
    }

    private static boolean isEmpty(@Nullable String part) {
        return part == null || part.isBlank();
    }

    private static long length(@Nullable String part) {
        return part == null ? 0 : part.length();
    }

    private static long bytes(String field, @Nullable String part) {
        if (part == null) {
            return 0;
        }
        if (part.indexOf('\0') >= 0) {
            throw new EmailException.Rejected(field + ": has a NUL", null);
        }
        try {
            return UTF_8.newEncoder().encode(CharBuffer.wrap(part)).remaining();
        } catch (CharacterCodingException e) {
            throw new EmailException.Rejected(field + ": has half a character", null);
        }
    }
}
