package io.milepost.email.provider.ses;

import io.milepost.email.EmailException;
import io.milepost.email.provider.BlockingCalls;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.SesV2ClientBuilder;

/** Calls of SES's API. The SDK's own retries are off: of one answer that is late they make several mails. Any thread. */
final class SesCalls implements AutoCloseable {
    /** How long a question other than a message may take. */
    static final Duration ASKING = Duration.ofSeconds(30);

    private final SesConfig config;
    private final HandOverClient http;
    private final SesV2Client client;
    private final BlockingCalls calls;

    SesCalls(SesConfig config) {
        this.config = config;
        http = new HandOverClient(UrlConnectionHttpClient.builder()
                .connectionTimeout(config.patience().connect())
                .socketTimeout(config.patience().answer())
                .build());
        SesV2ClientBuilder builder = SesV2Client.builder()
                .httpClient(http)
                .region(Region.of(config.region()))
                .credentialsProvider(config.credentials())
                .overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(config.patience().deadline()));
        config.endpoint().ifPresent(builder::endpointOverride);
        client = builder.build();
        calls = new BlockingCalls("ses", config.patience());
    }

    /** Sends a message. */
    <T> CompletionStage<T> send(Function<SesV2Client, T> call) {
        return calls.send(window -> {
            try {
                authenticate();
                return HandOverClient.within(window, () -> call.apply(client));
            } catch (SdkException e) {
                throw SesFailures.of(e, window.isHandedOver());
            }
        });
    }

    /** Asks or changes anything else. However it fails, nothing was sent. */
    <T> CompletionStage<T> ask(Function<SesV2Client, T> call) {
        return calls.ask(ASKING, () -> {
            try {
                authenticate();
                return call.apply(client);
            } catch (SdkException e) {
                throw SesFailures.of(e, false);
            }
        });
    }

    private void authenticate() {
        try {
            config.credentials().resolveCredentials();
        } catch (SdkException e) {
            throw new EmailException.Configuration("AWS_ACCESS_KEY_ID: no credentials, there or anywhere else", e);
        }
    }

    @Override
    public void close() {
        calls.close();
        client.close();
        http.close();
    }
}
