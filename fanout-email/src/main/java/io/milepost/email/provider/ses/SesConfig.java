package io.milepost.email.provider.ses;

import io.milepost.email.provider.Patience;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * An account at SES.
 *
 * @param region such as {@code eu-west-1}
 * @param endpoint another place than the region's own
 * @param credentials who we are
 * @param configurationSet what SES is to do with what it hears of our mail
 * @param sandbox whether mail goes to verified addresses and to SES's simulator alone
 * @param patience how long SES is waited for
 */
record SesConfig(
        String region,
        Optional<URI> endpoint,
        AwsCredentialsProvider credentials,
        Optional<String> configurationSet,
        boolean sandbox,
        Patience patience) {}
