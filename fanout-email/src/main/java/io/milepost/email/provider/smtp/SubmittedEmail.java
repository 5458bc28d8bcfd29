package io.milepost.email.provider.smtp;

import io.milepost.email.message.MimeEmail;
import io.milepost.email.message.OutgoingEmail;
import io.milepost.email.provider.SendWindow;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A message that is written to a server within its window, and tells when it has been. The library writes the final dot after
 * that; without the dot the server has nothing. Confined to one thread.
 */
final class SubmittedEmail extends MimeEmail {
    private static final int PIECE = 8_192;

    private final byte[] raw;
    private final SendWindow window;

    SubmittedEmail(Session session, OutgoingEmail email, SendWindow window) {
        super(session, email);
        this.raw = bytes();
        this.window = window;
    }

    /** What the library calls, with the names of headers that are to stay here; there are none of those. */
    @Override
    public void writeTo(OutputStream out, String[] ignored) throws IOException {
        for (int from = 0; from < raw.length; from += PIECE) {
            window.check();
            out.write(raw, from, Math.min(PIECE, raw.length - from));
        }
        window.handOver();
    }
}
