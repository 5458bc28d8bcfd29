package io.milepost.email.provider.smtp;

import io.milepost.email.EmailService;
import io.milepost.email.failover.EmailProvider;
import io.milepost.email.provider.EmailDefaults;
import io.milepost.email.provider.Patience;
import io.milepost.email.provider.smtp.SmtpConfig.Login;
import io.milepost.email.provider.smtp.SmtpConfig.Tls;
import io.milepost.service.Environment;
import io.milepost.service.Variables;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

/**
 * Mail by a server that speaks SMTP, {@code EMAIL_PROVIDER=smtp}. Variables: {@code SMTP_HOST}; {@code SMTP_TLS},
 * {@code starttls}, {@code tls} or {@code none}, which is {@code starttls} unless the server is on this machine;
 * {@code SMTP_PORT}, by that 587, 465 or 25; {@code SMTP_USER} with {@code SMTP_PASSWORD} (or {@code SMTP_PASSWORD_FILE});
 * {@code DEFAULT_FROM_EMAIL}; {@code EMAIL_TEMPLATES}.
 */
public final class SmtpEmailProvider extends EmailProvider {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9:]([-.A-Za-z0-9:]{0,252}[A-Za-z0-9])?");
    private static final Pattern HERE = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1");

    private final Patience patience;
    private final Optional<SSLSocketFactory> trust;

    /** Found by {@link java.util.ServiceLoader}. */
    public SmtpEmailProvider() {
        this(Patience.STANDARD, Optional.empty());
    }

    SmtpEmailProvider(Patience patience, Optional<SSLSocketFactory> trust) {
        this.patience = patience;
        this.trust = trust;
    }

    @Override
    public String name() {
        return "smtp";
    }

    @Override
    protected EmailService openAlone(Environment environment) {
        Variables variables = environment.read();
        String host = variables.required("SMTP_HOST");
        if (!host.isEmpty() && !HOST.matcher(host).matches()) {
            variables.fault("SMTP_HOST", "is not the name of a host");
        }
        String otherwise = HERE.matcher(host).matches() ? "none" : "starttls";
        Tls tls = Tls.valueOf(variables
                .oneOf("SMTP_TLS", otherwise, Set.of("starttls", "tls", "none"))
                .toUpperCase(Locale.ROOT));
        SmtpConfig config =
                new SmtpConfig(host, variables.port("SMTP_PORT", tls.port()), login(variables), tls, trust, patience);
        return new SmtpEmailService(config, EmailDefaults.read(variables));
    }

    private static Optional<Login> login(Variables variables) {
        Optional<String> user = variables.text("SMTP_USER");
        Optional<String> password = variables.secret("SMTP_PASSWORD");
        if (user.isPresent() && password.isEmpty()) {
            variables.fault("SMTP_PASSWORD", "missing (or SMTP_PASSWORD_FILE), and SMTP_USER is there");
        }
        if (user.isEmpty() && password.isPresent()) {
            variables.fault("SMTP_USER", "missing, and SMTP_PASSWORD is there");
        }
        return user.isPresent() && password.isPresent()
                ? Optional.of(new Login(user.get(), password.get()))
                : Optional.empty();
    }
}
