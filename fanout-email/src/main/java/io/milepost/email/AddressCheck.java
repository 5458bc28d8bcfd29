package io.milepost.email;

/** Whether an address could be written to. */
public sealed interface AddressCheck {
    /**
     * It could.
     *
     * @param address as it will be written to: without spaces around it, the domain in lower case and Punycode
     */
    record Valid(String address) implements AddressCheck {}

    /**
     * It could not.
     *
     * @param failure {@link EmailException.InvalidAddress}, {@link EmailException.UnsupportedAddress}, or
     *     {@link EmailException.Rejected} if it is suppressed
     */
    record Unfit(EmailException failure) implements AddressCheck {}
}
