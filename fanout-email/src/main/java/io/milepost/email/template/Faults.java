package io.milepost.email.template;

import java.util.List;

/**
 * What is found wrong with one file.
 *
 * @param file as its faults name it: {@code welcome/en/body.mjml}
 * @param found where they are gathered, with those of other files
 */
record Faults(String file, List<String> found) {
    void add(int line, String what) {
        found.add(file + ":" + line + ": " + what);
    }

    void add(String what) {
        found.add(file + ": " + what);
    }
}
