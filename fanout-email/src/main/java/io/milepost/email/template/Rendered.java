package io.milepost.email.template;

/**
 * A template with its values in.
 *
 * @param subject one line
 * @param html values are escaped
 * @param text plain
 */
public record Rendered(String subject, String html, String text) {
    /** Only lengths: messages are not for logs. */
    @Override
    public String toString() {
        return "Rendered[" + subject.length() + ", " + html.length() + ", " + text.length() + "]";
    }
}
