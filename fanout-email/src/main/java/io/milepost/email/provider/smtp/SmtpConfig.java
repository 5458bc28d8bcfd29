package io.milepost.email.provider.smtp;

import io.milepost.email.provider.Patience;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocketFactory;

/**
 * A server that takes mail.
 *
 * @param host its name or address
 * @param port its port
 * @param login who we are, if it asks
 * @param tls how the connection is kept private
 * @param trust whom to believe, if not whom the JVM does
 * @param patience how long the server is waited for
 */
record SmtpConfig(
        String host, int port, Optional<Login> login, Tls tls, Optional<SSLSocketFactory> trust, Patience patience) {
    /** How the connection is kept private. */
    enum Tls {
        /** It begins in the open, and has to be made private before anything is said. */
        STARTTLS(587),
        /** It is private from the start. */
        TLS(465),
        /** It is not. */
        NONE(25);

        private final int port;

        Tls(int port) {
            this.port = port;
        }

        /** Where such servers are. */
        int port() {
            return port;
        }
    }

    /** A user's name and password. */
    record Login(String user, String password) {
        /** The name alone. */
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /**
     * What the library is told.
     *
     * @param from whom the server tells what it could not deliver; its domain is also what we introduce ourselves with
     * @param utf8 whether addresses may be outside ASCII
     * @param clock ends writing that takes too long
     */
    Properties properties(String from, boolean utf8, ScheduledExecutorService clock) {
        Properties properties = new Properties();
        String answer = "" + patience.answer().toMillis();
        properties.setProperty(
                "mail.smtp.connectiontimeout", "" + patience.connect().toMillis());
        properties.setProperty("mail.smtp.timeout", answer);
        properties.setProperty("mail.smtp.writetimeout", answer);
        properties.put("mail.smtp.executor.writetimeout", clock);
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.smtp.from", from);
        properties.setProperty("mail.smtp.localhost", from.substring(from.lastIndexOf('@') + 1));
        properties.setProperty("mail.smtp.auth", "" + login.isPresent());
        properties.setProperty("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        properties.setProperty("mail.smtp.ssl.enable", "" + (tls == Tls.TLS));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.starttls.enable", "" + (tls == Tls.STARTTLS));
        properties.setProperty("mail.smtp.starttls.required", "" + (tls == Tls.STARTTLS));
        properties.setProperty("mail.mime.allowutf8", "" + utf8);
        trust.ifPresent(factory -> {
            properties.put("mail.smtp.ssl.socketFactory", factory);
            properties.setProperty("mail.smtp.socketFactory.fallback", "false");
        });
        return properties;
    }
}
