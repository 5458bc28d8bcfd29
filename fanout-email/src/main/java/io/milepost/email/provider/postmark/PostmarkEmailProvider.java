package io.milepost.email.provider.postmark;

import io.milepost.email.EmailService;
import io.milepost.email.failover.EmailProvider;
import io.milepost.email.provider.EmailDefaults;
import io.milepost.email.provider.http.Address;
import io.milepost.email.provider.http.HttpApi;
import io.milepost.service.Environment;
import io.milepost.service.Variables;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Mail by Postmark, {@code EMAIL_PROVIDER=postmark}. Variables: {@code POSTMARK_SERVER_TOKEN} or
 * {@code POSTMARK_SERVER_TOKEN_FILE}; {@code POSTMARK_MESSAGE_STREAM}, {@code outbound} if nothing is said;
 * {@code POSTMARK_ACCOUNT_TOKEN}, or {@code …_FILE}, for what concerns senders; {@code POSTMARK_URL}; those of
 * {@link EmailDefaults}.
 */
public final class PostmarkEmailProvider extends EmailProvider {
    private static final String STREAM = "POSTMARK_MESSAGE_STREAM";
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,30}");

    /** Found by {@link java.util.ServiceLoader}. */
    public PostmarkEmailProvider() {}

    @Override
    public String name() {
        return PostmarkEmailService.NAME;
    }

    @Override
    protected EmailService openAlone(Environment environment) {
        Variables variables = environment.read();
        String token = variables.requiredSecret("POSTMARK_SERVER_TOKEN");
        Optional<String> accountToken = variables.secret("POSTMARK_ACCOUNT_TOKEN");
        String stream = variables.text(STREAM).orElse("outbound");
        if (!NAME.matcher(stream).matches()) {
            variables.fault(STREAM, "is not the id of a stream, such as outbound");
        }
        URI base = Address.read(variables, "POSTMARK_URL", "https://api.postmarkapp.com");
        return new PostmarkEmailService(
                new PostmarkAccount(base, token, accountToken, stream, EmailDefaults.read(variables)),
                HttpApi.PATIENCE);
    }
}
