package io.milepost.email.address;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.email.AddressCheck;
import io.milepost.email.EmailException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What a recipient is called in record keys, logs and labels, where the address must not stand.
 *
 * @param value the first 32 hex digits of the SHA-256 of the address in lower case, its domain in Punycode
 */
public record RecipientId(String value) {
    private static final int DIGITS = 32;

    /**
     * The id of an address, however it is written.
     *
     * @throws EmailException if it is no address, as {@link EmailAddresses#check} says
     */
    public static RecipientId of(String address) {
        AddressCheck check = EmailAddresses.check(address);
        if (check instanceof AddressCheck.Unfit unfit) {
            throw unfit.failure();
        }
        String normal = ((AddressCheck.Valid) check).address().toLowerCase(Locale.ROOT);
        return new RecipientId(HexFormat.of()
                .formatHex(sha256().digest(normal.getBytes(UTF_8)))
                .substring(0, DIGITS));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The digits alone. */
    @Override
    public String toString() {
        return value;
    }
}
