package io.milepost.email.template;

import java.util.List;

/** Everything that is wrong with some templates. */
public final class InvalidTemplatesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> faults;

    /** Takes what is wrong: file, line if one is at fault, and what. */
    public InvalidTemplatesException(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** Each begins with its file: {@code welcome/en/body.mjml:12: …}. */
    public List<String> faults() {
        return faults;
    }
}
