package io.milepost.email.webhook;

import io.milepost.email.feedback.Feedback;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where accepted feedback goes. Any thread may call it. */
@FunctionalInterface
public interface FeedbackSink {
    /**
     * Keeps feedback, so that it survives the end of this process.
     *
     * @param feedback of one call, at least one; some of it may have been handed over before
     * @return completes when all of it is kept; if it fails, the provider is asked to say everything again
     */
    CompletionStage<Void> accept(List<Feedback> feedback);
}
