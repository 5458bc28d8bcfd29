package io.milepost.email.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.EmailException;
import io.milepost.email.http.Reply;

/** What a provider's answers of failure mean. */
@FunctionalInterface
public interface Failures {
    /**
     * Names a failure.
     *
     * @param answered with a status that is none of success
     * @param body as JSON; missing if it is none
     * @return {@link Statuses} knows what is the same everywhere
     */
    EmailException of(Reply.Answered answered, JsonNode body);
}
