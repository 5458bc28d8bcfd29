package io.milepost.email.provider.sendgrid;

import io.milepost.email.EmailService;
import io.milepost.email.failover.EmailProvider;
import io.milepost.email.provider.EmailDefaults;
import io.milepost.email.provider.http.Address;
import io.milepost.email.provider.http.HttpApi;
import io.milepost.service.Environment;
import io.milepost.service.Variables;
import java.net.URI;

/**
 * Mail by SendGrid, {@code EMAIL_PROVIDER=sendgrid}. Variables: {@code SENDGRID_API_KEY} or {@code SENDGRID_API_KEY_FILE};
 * {@code SENDGRID_URL} for another region, such as {@code https://api.eu.sendgrid.com}; those of {@link EmailDefaults}.
 */
public final class SendGridEmailProvider extends EmailProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public SendGridEmailProvider() {}

    @Override
    public String name() {
        return SendGridEmailService.NAME;
    }

    @Override
    protected EmailService openAlone(Environment environment) {
        Variables variables = environment.read();
        String key = variables.requiredSecret("SENDGRID_API_KEY");
        URI base = Address.read(variables, "SENDGRID_URL", "https://api.sendgrid.com");
        return new SendGridEmailService(base, key, HttpApi.PATIENCE, EmailDefaults.read(variables));
    }
}
