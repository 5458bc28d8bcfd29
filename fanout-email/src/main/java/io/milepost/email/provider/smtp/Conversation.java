package io.milepost.email.provider.smtp;

import io.milepost.email.provider.smtp.Refusal.Step;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.Optional;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * The library's talk with a server, overheard: what the first refusal was, and of what. The library's exceptions tell that in
 * five ways, and not at all if the connection ends after it. Confined to the thread that talks.
 */
final class Conversation extends SMTPTransport {
    private Step step = Step.GREETING;
    private int recipient = -1;
    private @Nullable Refusal refusal;
    private boolean quiet;

    Conversation(Session session) {
        super(session, null);
    }

    /** The first refusal, if there was one. */
    Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        // Of a server that knows no EHLO nothing is lost, and a talk that is given up is not listened to.
        quiet = command.startsWith("EHLO") || command.equals("RSET") || command.equals("QUIT");
        if (command.startsWith("AUTH")) {
            step = Step.LOGIN;
        } else if (command.startsWith("MAIL")) {
            step = Step.SENDER;
        } else if (command.startsWith("RCPT")) {
            step = Step.RECIPIENT;
            recipient++;
        } else if (command.equals("DATA") || command.equals(".")) {
            step = Step.MESSAGE;
        }
        super.sendCommand(command);
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        int code = super.readServerResponse();
        if (!quiet && refusal == null && code >= 400 && code <= 599) {
            refusal = new Refusal(step, recipient, code, getLastServerResponse());
        }
        return code;
    }
}
