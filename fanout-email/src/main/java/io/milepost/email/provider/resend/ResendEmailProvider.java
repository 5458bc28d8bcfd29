package io.milepost.email.provider.resend;

import io.milepost.email.EmailService;
import io.milepost.email.failover.EmailProvider;
import io.milepost.email.provider.EmailDefaults;
import io.milepost.email.provider.http.Address;
import io.milepost.email.provider.http.HttpApi;
import io.milepost.service.Environment;
import io.milepost.service.Variables;
import java.net.URI;

/**
 * Mail by Resend, {@code EMAIL_PROVIDER=resend}. Variables: {@code RESEND_API_KEY} or {@code RESEND_API_KEY_FILE};
 * {@code RESEND_URL}; those of {@link EmailDefaults}.
 */
public final class ResendEmailProvider extends EmailProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public ResendEmailProvider() {}

    @Override
    public String name() {
        return ResendEmailService.NAME;
    }

    @Override
    protected EmailService openAlone(Environment environment) {
        Variables variables = environment.read();
        String key = variables.requiredSecret("RESEND_API_KEY");
        URI base = Address.read(variables, "RESEND_URL", "https://api.resend.com");
        return new ResendEmailService(base, key, HttpApi.PATIENCE, EmailDefaults.read(variables));
    }
}
