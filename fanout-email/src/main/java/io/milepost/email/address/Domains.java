package io.milepost.email.address;

import java.net.IDN;
import java.util.Locale;

/** Domains, as the name servers know them: lower case and Punycode. */
final class Domains {
    private static final int MAX_CHARS = 253;
    /** The two letters that the old and the new rules turn into different domains, and so into different people. */
    private static final String TWO_MEANINGS = "\u00DF\u1E9E\u03C2";

    private Domains() {}

    static String ascii(String domain) throws Unfit {
        if (domain.chars().anyMatch(c -> TWO_MEANINGS.indexOf(c) >= 0)) {
            throw new Unfit("has a domain that could be two, for its \u00DF or \u03C2: write it as xn--...", true);
        }
        String ascii;
        try {
            ascii = IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new Unfit("has a domain that is none");
        }
        if (ascii.length() > MAX_CHARS || ascii.endsWith(".")) {
            throw new Unfit("has a domain that is none");
        }
        return ascii;
    }
}
