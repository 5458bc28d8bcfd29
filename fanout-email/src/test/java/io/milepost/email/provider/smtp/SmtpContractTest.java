package io.milepost.email.provider.smtp;

import io.milepost.email.EmailService;
import io.milepost.email.EmailServiceContract;
import io.milepost.email.MailPeer;

class SmtpContractTest extends EmailServiceContract {
    @Override
    protected MailPeer peer() {
        return new FakeSmtp();
    }

    @Override
    protected EmailService open(MailPeer peer) {
        return FakeSmtp.open(((FakeSmtp) peer).port());
    }
}
