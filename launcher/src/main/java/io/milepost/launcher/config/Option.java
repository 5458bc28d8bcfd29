package io.milepost.launcher.config;

import java.util.Locale;

/**
 * Something that can be configured.
 *
 * @param key its name in {@code milepost.yaml}, with dots between the levels; {@code *} stands for any name,
 *     {@code **} for one with dots in it too
 * @param fallback what it is if nothing is said; empty for nothing
 * @param help one sentence
 */
record Option(String key, String fallback, String help) {
    /** The name of its environment variable: {@code auth.publicKeyFiles} is {@code MILEPOST_AUTH_PUBLIC_KEY_FILES}. */
    String variable() {
        return "MILEPOST_"
                + key.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    boolean covers(String name) {
        return key.equals(name) || (key.indexOf('*') >= 0 && name.matches(pattern()));
    }

    private String pattern() {
        return key.replace(".", "\\.").replace("**", ".+").replace("*", "[^.]+");
    }
}
