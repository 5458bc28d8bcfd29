package io.milepost.service;

/**
 * How a service is.
 *
 * @param ok whether it would serve now
 * @param detail a sentence for people, without secrets
 */
public record Health(boolean ok, String detail) {
    /** It serves. */
    public static Health good(String detail) {
        return new Health(true, detail);
    }

    /** It does not. */
    public static Health bad(String detail) {
        return new Health(false, detail);
    }
}
