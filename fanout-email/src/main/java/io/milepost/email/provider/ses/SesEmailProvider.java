package io.milepost.email.provider.ses;

import io.milepost.email.EmailService;
import io.milepost.email.failover.EmailProvider;
import io.milepost.email.provider.EmailDefaults;
import io.milepost.email.provider.Patience;
import io.milepost.service.Environment;
import io.milepost.service.Variables;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Mail by Amazon SES, {@code EMAIL_PROVIDER=ses}. Variables: {@code AWS_SES_REGION} or {@code AWS_REGION},
 * {@code DEFAULT_FROM_EMAIL}, {@code SES_SANDBOX}, {@code SES_CONFIGURATION_SET}, {@code AWS_SES_ENDPOINT} for another place,
 * {@code AWS_ACCESS_KEY_ID} with {@code AWS_SECRET_ACCESS_KEY} (or {@code …_FILE}) and {@code AWS_SESSION_TOKEN}, without
 * which the AWS SDK looks for credentials where it always does; {@code EMAIL_TEMPLATES}.
 */
public final class SesEmailProvider extends EmailProvider {
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Pattern SET = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Patience patience;

    /** Found by {@link java.util.ServiceLoader}. */
    public SesEmailProvider() {
        this(Patience.STANDARD);
    }

    SesEmailProvider(Patience patience) {
        this.patience = patience;
    }

    @Override
    public String name() {
        return "ses";
    }

    @Override
    protected EmailService openAlone(Environment environment) {
        Variables variables = environment.read();
        SesConfig config = new SesConfig(
                region(variables),
                endpoint(variables),
                credentials(variables),
                configurationSet(variables),
                variables.oneOf("SES_SANDBOX", "false", Set.of("true", "false")).equals("true"),
                patience);
        return new SesEmailService(config, EmailDefaults.read(variables));
    }

    private static String region(Variables variables) {
        String region = variables.required("AWS_SES_REGION", "AWS_REGION");
        if (!region.isEmpty() && !REGION.matcher(region).matches()) {
            variables.fault("AWS_SES_REGION", "\"" + region + "\" is no region, such as eu-west-1");
        }
        return region;
    }

    private static Optional<URI> endpoint(Variables variables) {
        return variables.text("AWS_SES_ENDPOINT").flatMap(text -> {
            try {
                URI uri = new URI(text);
                if (uri.getHost() != null && Set.of("http", "https").contains("" + uri.getScheme())) {
                    return Optional.of(uri);
                }
            } catch (URISyntaxException e) {
                // Said below.
            }
            variables.fault("AWS_SES_ENDPOINT", "an address is expected, such as http://127.0.0.1:8005");
            return Optional.empty();
        });
    }

    private static Optional<String> configurationSet(Variables variables) {
        Optional<String> set = variables.text("SES_CONFIGURATION_SET");
        if (set.isPresent() && !SET.matcher(set.get()).matches()) {
            variables.fault("SES_CONFIGURATION_SET", "a name is made of letters, digits, _ and -, at most 64");
        }
        return set;
    }

    private static AwsCredentialsProvider credentials(Variables variables) {
        Optional<String> id = variables.text("AWS_ACCESS_KEY_ID");
        Optional<String> secret = variables.secret("AWS_SECRET_ACCESS_KEY");
        if (id.isEmpty() && secret.isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        if (id.isEmpty()) {
            variables.fault("AWS_ACCESS_KEY_ID", "missing, and AWS_SECRET_ACCESS_KEY is there");
        }
        if (secret.isEmpty()) {
            variables.fault("AWS_SECRET_ACCESS_KEY", "missing, and AWS_ACCESS_KEY_ID is there");
        }
        // What is missing is a fault by now; the SDK takes no empty ones.
        return StaticCredentialsProvider.create(
                given(id.orElse("missing"), secret.orElse("missing"), variables.secret("AWS_SESSION_TOKEN")));
    }

    private static AwsCredentials given(String id, String secret, Optional<String> token) {
        return token.isPresent()
                ? AwsSessionCredentials.create(id, secret, token.get())
                : AwsBasicCredentials.create(id, secret);
    }
}
