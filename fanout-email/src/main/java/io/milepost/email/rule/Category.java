package io.milepost.email.rule;

/**
 * A kind of mail that recipients can have an opinion of.
 *
 * @param name such as {@code digest}; letters, digits and dashes
 * @param critical whether it goes out ahead of all other mail, at once, and whatever the recipient's preferences say, such as a
 *     password mail. Suppressed addresses get none of it either
 */
public record Category(String name, boolean critical) {}
