package io.milepost.log;

import java.util.List;

/** Topics of configured streams do not exist, and the configuration says not to make them. */
public final class MissingTopicsException extends RuntimeException {
    MissingTopicsException(List<String> topics) {
        super("these topics do not exist: " + String.join(", ", topics)
                + ". Create them, or set topics.create to true");
    }
}
