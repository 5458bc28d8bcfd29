package io.milepost.email.http;

import java.net.http.HttpHeaders;
import java.util.OptionalLong;

/** What came of a call. */
public sealed interface Reply {
    /**
     * The server has answered, to the end.
     *
     * @param status HTTP's
     * @param headers as they came
     * @param body all of it
     */
    record Answered(int status, HttpHeaders headers, byte[] body) implements Reply {
        /** Whether the status is one of success. */
        public boolean ok() {
            return status / 100 == 2;
        }

        /** A header that is a whole number, such as {@code Retry-After} in seconds. */
        public OptionalLong number(String header) {
            String text = headers.firstValue(header).orElse("").strip();
            return text.matches("\\d{1,15}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
        }

        /** Without the body, which may repeat what was sent. */
        @Override
        public String toString() {
            return "Answered[" + status + "]";
        }
    }

    /**
     * The server was not reached: it has not seen the request.
     *
     * @param why kinds of exceptions, without their messages
     */
    record NotReached(String why) implements Reply {}

    /**
     * There was no answer, or no whole one: the server may have done what it was asked.
     *
     * @param why kinds of exceptions, without their messages
     */
    record Lost(String why) implements Reply {}
}
