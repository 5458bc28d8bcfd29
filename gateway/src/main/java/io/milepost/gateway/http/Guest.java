package io.milepost.gateway.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Somebody else who answers requests on the gateway's port. It decides itself whom it trusts. */
public interface Guest {
    /** Answers a request. Called on an event loop, so it must not block. A stage that fails is answered with 500. */
    CompletionStage<Reply> answer(Asked asked);

    /**
     * A request, with all of its body.
     *
     * @param method in upper case
     * @param path from the root, decoded
     * @param query as it came; empty if there is none
     * @param headers by name in lower case
     */
    record Asked(String method, String path, String query, Map<String, List<String>> headers, byte[] body) {}

    /** An answer, with all of its body. */
    record Reply(int status, Map<String, String> headers, byte[] body) {}
}
