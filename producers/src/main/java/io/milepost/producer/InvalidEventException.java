package io.milepost.producer;

/** An event that could not be delivered to anybody, and so is not published. */
public final class InvalidEventException extends IllegalArgumentException {
    private final String field;

    InvalidEventException(String field, String why) {
        super(field + ": " + why);
        this.field = field;
    }

    /** Which part of the event is wrong. The message begins with it. */
    public String field() {
        return field;
    }
}
