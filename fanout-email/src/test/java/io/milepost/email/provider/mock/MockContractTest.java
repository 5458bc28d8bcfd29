package io.milepost.email.provider.mock;

import io.milepost.email.Email;
import io.milepost.email.EmailService;
import io.milepost.email.EmailServiceContract;
import io.milepost.email.MailPeer;
import io.milepost.email.ReceivedMail;
import io.milepost.service.Environment;
import java.util.List;
import java.util.Map;
import java.util.Set;

class MockContractTest extends EmailServiceContract {
    @Override
    protected MailPeer peer() {
        MockEmailService mock = (MockEmailService)
                new MockEmailProvider().open(new Environment(Map.of("DEFAULT_FROM_EMAIL", "noreply@example.com")));
        return new Inside(mock);
    }

    @Override
    protected EmailService open(MailPeer peer) {
        return ((Inside) peer).mock;
    }

    /** A mock's far side is the mock. */
    private record Inside(MockEmailService mock) implements MailPeer {
        @Override
        public Set<Mode> modes() {
            return Set.of(Mode.ACCEPT);
        }

        @Override
        public void mode(Mode mode) {}

        @Override
        public List<ReceivedMail> received() {
            return mock.inbox().messages().stream()
                    .map(message -> mail(message.email()))
                    .toList();
        }

        private static ReceivedMail mail(Email email) {
            return new ReceivedMail(
                    email.from(),
                    email.to(),
                    email.cc(),
                    email.bcc(),
                    email.replyTo(),
                    email.subject(),
                    email.html(),
                    email.text(),
                    email.headers());
        }

        @Override
        public int requests() {
            return mock.inbox().messages().size();
        }

        @Override
        public void close() {}
    }
}
