package io.milepost.email.provider.smtp;

import io.milepost.email.EmailService;
import io.milepost.email.EmailServiceContract;
import io.milepost.email.MailPeer;

class GreenMailContractTest extends EmailServiceContract {
    @Override
    protected MailPeer peer() {
        return new GreenMailPeer("smtp");
    }

    @Override
    protected EmailService open(MailPeer peer) {
        return FakeSmtp.open(((GreenMailPeer) peer).port());
    }
}
