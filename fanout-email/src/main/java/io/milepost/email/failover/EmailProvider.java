package io.milepost.email.failover;

import io.milepost.email.EmailService;
import io.milepost.service.Environment;
import io.milepost.service.ServiceProvider;
import io.milepost.service.ServiceType;

/**
 * What every provider of mail is, whichever it is: if {@code EMAIL_FAILOVER_PROVIDER} names another one, that one stands by.
 */
public abstract class EmailProvider implements ServiceProvider<EmailService> {
    /** For {@link java.util.ServiceLoader}. */
    protected EmailProvider() {}

    /**
     * Opens this provider, whatever is said of another one.
     *
     * @throws io.milepost.service.EnvironmentException with everything that is wrong with its variables
     */
    protected abstract EmailService openAlone(Environment environment);

    @Override
    public final ServiceType<EmailService> type() {
        return EmailService.type();
    }

    @Override
    public final EmailService open(Environment environment) {
        return new FailoverOpening(this, environment).open();
    }
}
