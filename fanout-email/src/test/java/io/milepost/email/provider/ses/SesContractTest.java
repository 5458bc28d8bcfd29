package io.milepost.email.provider.ses;

import io.milepost.email.EmailService;
import io.milepost.email.EmailServiceContract;
import io.milepost.email.MailPeer;

class SesContractTest extends EmailServiceContract {
    @Override
    protected MailPeer peer() {
        return new FakeSes();
    }

    @Override
    protected EmailService open(MailPeer peer) {
        return FakeSes.open((FakeSes) peer, FakeSes.patience());
    }
}
