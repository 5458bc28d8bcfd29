package io.milepost.fanout;

/**
 * How something that runs is doing.
 *
 * @param ok whether it does its work; false asks for a person
 * @param detail what it is doing or what is wrong, one line, fit for a stranger's eyes: no bodies, no secrets
 */
public record Health(boolean ok, String detail) {
    /** It works. */
    public static Health up(String detail) {
        return new Health(true, detail);
    }

    /** It does not. */
    public static Health down(String detail) {
        return new Health(false, detail);
    }
}
