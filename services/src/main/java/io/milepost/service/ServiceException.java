package io.milepost.service;

import org.jspecify.annotations.Nullable;

/** An operation of a service that did not succeed. Each kind of service has one such class, with its own codes. */
public abstract class ServiceException extends RuntimeException {
    /**
     * A failure.
     *
     * @param message for people; begins with the field that is wrong, where one is; holds no secrets and no data
     * @param cause what the provider said, or null
     */
    protected ServiceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Which failure it is: to switch on, and the outcome in the metrics. */
    public abstract Enum<?> code();
}
