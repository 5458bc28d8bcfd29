package io.milepost.producer;

/** Kafka did not take an event. The cause says why; whether it is worth another try depends on it. */
public final class PublishException extends RuntimeException {
    PublishException(String message, Throwable cause) {
        super(message, cause);
    }
}
