package io.milepost.pusher;

import io.milepost.fanout.Failure;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Names what happened to a call that was not answered. Exceptions are told by their kinds alone: their messages may hold
 * the address with its signature, or what the server said.
 */
final class Loss {
    private Loss() {}

    static Answer late(String call) {
        return new Answer.Lost(Failure.of("timeout", call + " was not answered in time"));
    }

    static Answer of(String call, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return new Answer.Lost(Failure.of(code(cause), call + ": " + kinds(cause)));
    }

    private static String code(@Nullable Throwable failure) {
        if (failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException) {
            return "connect";
        }
        if (failure instanceof HttpTimeoutException) {
            return "timeout";
        }
        return failure instanceof SSLException ? "tls" : "io";
    }

    private static String kinds(@Nullable Throwable failure) {
        if (failure == null) {
            return "no answer";
        }
        Throwable cause = failure.getCause();
        String kind = failure.getClass().getSimpleName();
        return cause == null || cause == failure || cause.getClass() == failure.getClass()
                ? kind
                : kind + ", for " + cause.getClass().getSimpleName();
    }
}
