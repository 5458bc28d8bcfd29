package io.milepost.service.realtime.kafka;

import io.milepost.producer.PublishException;
import io.milepost.service.realtime.RealtimeException;
import io.milepost.service.realtime.RealtimeException.Code;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Kafka's failures in the service's words. */
final class KafkaFailures {
    private KafkaFailures() {}

    /** What the failure means for who triggered. */
    static RealtimeException translate(Throwable failure) {
        Throwable why = failure;
        while (why.getCause() != null
                && (why instanceof CompletionException
                        || why instanceof ExecutionException
                        || why instanceof PublishException)) {
            why = why.getCause();
        }
        if (why instanceof RealtimeException known) {
            return known;
        }
        Code code = code(why);
        return new RealtimeException(code, message(code), why);
    }

    private static Code code(Throwable why) {
        if (why instanceof RecordTooLargeException) {
            return Code.TOO_LARGE;
        }
        if (why instanceof AuthenticationException) {
            return Code.UNAUTHORIZED;
        }
        if (why instanceof AuthorizationException) {
            return Code.FORBIDDEN;
        }
        if (why instanceof InvalidTopicException || why instanceof UnknownTopicOrPartitionException) {
            return Code.CONFIGURATION;
        }
        return Code.UNAVAILABLE;
    }

    private static String message(Code code) {
        return switch (code) {
            case TOO_LARGE -> "data: more than Kafka takes";
            case UNAUTHORIZED -> "Kafka does not know our credentials";
            case FORBIDDEN -> "Kafka does not let us write there";
            case CONFIGURATION -> "Kafka has no such topic";
            default -> "Kafka did not take it";
        };
    }
}
