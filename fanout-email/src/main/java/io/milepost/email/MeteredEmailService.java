package io.milepost.email;

import io.milepost.service.Health;
import io.milepost.service.Operations;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** An email service, measured. */
record MeteredEmailService(EmailService service, Operations operations) implements EmailService {
    @Override
    public CompletionStage<SentEmail> sendEmail(Email email) {
        return operations.stage("sendEmail", () -> service.sendEmail(email));
    }

    @Override
    public CompletionStage<List<BulkResult>> sendBulkEmails(List<Email> emails) {
        return operations.stage("sendBulkEmails", () -> service.sendBulkEmails(emails));
    }

    @Override
    public CompletionStage<SentEmail> sendTemplatedEmail(String template, String to, Map<String, ?> values) {
        return operations.stage("sendTemplatedEmail", () -> service.sendTemplatedEmail(template, to, values));
    }

    @Override
    public CompletionStage<AddressCheck> validateEmail(String address) {
        return operations.stage("validateEmail", () -> service.validateEmail(address));
    }

    @Override
    public CompletionStage<DomainStatus> verifyDomain(String domain) {
        return operations.stage("verifyDomain", () -> service.verifyDomain(domain));
    }

    @Override
    public CompletionStage<List<SuppressedEmail>> getSuppressedEmails() {
        return operations.stage("getSuppressedEmails", service::getSuppressedEmails);
    }

    @Override
    public CompletionStage<Void> removeSuppressedEmail(String address) {
        return operations.stage("removeSuppressedEmail", () -> service.removeSuppressedEmail(address));
    }

    @Override
    public CompletionStage<List<String>> getVerifiedDomains() {
        return operations.stage("getVerifiedDomains", service::getVerifiedDomains);
    }

    @Override
    public CompletionStage<List<String>> getVerifiedEmails() {
        return operations.stage("getVerifiedEmails", service::getVerifiedEmails);
    }

    @Override
    public CompletionStage<SendQuota> getSendQuota() {
        return operations.stage("getSendQuota", service::getSendQuota);
    }

    @Override
    public EmailTraits traits() {
        return service.traits();
    }

    @Override
    public CompletionStage<Health> health() {
        return operations.stage("health", service::health);
    }

    @Override
    public void close() {
        service.close();
    }
}
