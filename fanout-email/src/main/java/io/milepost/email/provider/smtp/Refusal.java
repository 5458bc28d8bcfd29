package io.milepost.email.provider.smtp;

/**
 * The first thing that a server said no to.
 *
 * @param step what it was asked for
 * @param recipient which of the recipients, from 0, if it was asked for one
 * @param code 400 to 599
 * @param words the whole line or lines
 */
record Refusal(Step step, int recipient, int code, String words) {
    /** What a server is asked for, in this order. */
    enum Step {
        /** To be there, to be private, to know us. */
        GREETING,
        /** To believe who we are. */
        LOGIN,
        /** To take mail from a sender. */
        SENDER,
        /** To take mail for a recipient. */
        RECIPIENT,
        /** To take the message: before it, and after its final dot. */
        MESSAGE
    }
}
