package io.milepost.email;

import io.milepost.service.ServiceType;
import java.util.Map;

/** How the registry knows email services. */
final class EmailType {
    static final ServiceType<EmailService> EMAIL =
            new ServiceType<>("email", EmailService.class, "EMAIL_PROVIDER", "ses", Map.of(), MeteredEmailService::new);

    private EmailType() {}
}
