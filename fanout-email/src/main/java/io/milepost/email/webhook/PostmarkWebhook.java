package io.milepost.email.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.Endpoint;
import io.milepost.fanout.FanoutSettings;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Postmark's webhooks. They are not signed: who calls is known by name and password, which stand in the address given to
 * Postmark. Settings: {@code user}, {@code password} or {@code passwordFile}. Any thread.
 */
final class PostmarkWebhook implements Webhook {
    private static final int LEAST_PASSWORD = 16;
    private static final String BASIC = "basic ";

    private final byte[] expected;

    PostmarkWebhook(String user, String password) {
        expected = (user + ':' + password).getBytes(UTF_8);
    }

    static PostmarkWebhook read(FanoutSettings settings) {
        String user = settings.required("user", "the name in the address given to Postmark");
        String password = settings.secret("password", "the password in the address given to Postmark, or passwordFile");
        if (user.contains(":")) {
            settings.fault("user", "has a colon, which ends a name");
        }
        if (!password.isEmpty() && password.length() < LEAST_PASSWORD) {
            settings.fault(
                    "password", "has less than " + LEAST_PASSWORD + " characters, and nothing else keeps others out");
        }
        return new PostmarkWebhook(user, password);
    }

    @Override
    public String provider() {
        return "postmark";
    }

    @Override
    public CompletionStage<Verdict> receive(Endpoint.Request request) {
        return Refusals.caught(() -> {
            if (!known(request.header("authorization").orElse(""))) {
                throw new RefusedException(401, "name or password is missing or wrong");
            }
            return CompletableFuture.completedFuture(Verdict.of(PostmarkRecords.read(Fields.object(request.body()))));
        });
    }

    private boolean known(String header) {
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return false;
        }
        try {
            byte[] said =
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
            return MessageDigest.isEqual(expected, said);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
