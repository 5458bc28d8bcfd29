package io.milepost.email;

import java.util.List;
import java.util.Set;

/** The far side of a provider: a real server that a test can look into and make fail. */
public interface MailPeer extends AutoCloseable {
    /** How it treats a message. */
    enum Mode {
        /** It takes it and says so. */
        ACCEPT,
        /** It takes it and says nothing, and keeps the connection. */
        HANG_AFTER_ACCEPTING,
        /** It takes it and closes the connection without an answer. */
        CLOSE_AFTER_ACCEPTING,
        /** Nobody listens where it was; it does not come back. */
        GONE
    }

    /** The modes it can be put into. */
    Set<Mode> modes();

    /** From now on so. */
    void mode(Mode mode);

    /** The messages it has been given, whatever it said. */
    List<ReceivedMail> received();

    /** How often it was asked to take a message, rightly or wrongly formed. */
    int requests();

    @Override
    void close();
}
