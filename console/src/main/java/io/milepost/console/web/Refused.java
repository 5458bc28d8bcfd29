package io.milepost.console.web;

/** Why a question is not answered: becomes {@code {"error":{"code","message","path"}}}. */
public final class Refused extends RuntimeException {
    private final int status;
    private final String code;

    /**
     * A refusal.
     *
     * @param status of HTTP
     * @param code one of the words of the protocol
     * @param message for people; names the field, if one is wrong
     */
    public Refused(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** A field that is missing or wrong. */
    public static Refused field(String name, String expected) {
        return new Refused(400, "invalid_message", name + ": " + expected);
    }

    /** There is no such thing, or not any more. */
    public static Refused notFound(String what) {
        return new Refused(404, "not_found", what);
    }

    /** Not now. */
    public static Refused unavailable(String why) {
        return new Refused(503, "unavailable", why);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
