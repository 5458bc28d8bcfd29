package io.milepost.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Something of a fan-out that may be called over HTTP by anybody, so it decides itself whom it trusts. */
public interface Endpoint {
    /** Where: this path and all below it, such as {@code /email/webhooks}. */
    String path();

    /**
     * Answers a request. Must not block; must end by itself. A stage that fails is answered with 500 and no details.
     *
     * @return what to answer
     */
    CompletionStage<Answer> answer(Request request);

    /**
     * What somebody asks.
     *
     * @param method in upper case
     * @param path from the root, decoded
     * @param query what stands behind the question mark, as it came; empty if nothing does
     * @param headers by name in lower case
     * @param body at most {@link #MOST_BYTES}; whoever serves it refuses more with 413
     */
    record Request(String method, String path, String query, Map<String, List<String>> headers, byte[] body) {
        /** The most bytes a body may have: 1 MiB. */
        public static final int MOST_BYTES = 1 << 20;

        /** The first value of a header. */
        public Optional<String> header(String lowerCaseName) {
            return headers.getOrDefault(lowerCaseName, List.of()).stream().findFirst();
        }
    }

    /**
     * What is answered.
     *
     * @param status of HTTP
     * @param headers by name, {@code Content-Type} among them if there is a body
     * @param body may be empty
     */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        /** Text of some type. */
        public static Answer of(int status, String contentType, String body) {
            return new Answer(status, Map.of("Content-Type", contentType), body.getBytes(UTF_8));
        }

        /** The status alone. */
        public static Answer of(int status) {
            return new Answer(status, Map.of(), new byte[0]);
        }
    }
}
