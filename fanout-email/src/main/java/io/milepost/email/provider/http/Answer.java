package io.milepost.email.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/**
 * A provider's answer of success.
 *
 * @param headers as they came
 * @param body as JSON; missing if there is none or it is not JSON
 */
public record Answer(HttpHeaders headers, JsonNode body) {
    /** Nothing of the body, which may repeat what was sent. */
    @Override
    public String toString() {
        return "Answer";
    }
}
