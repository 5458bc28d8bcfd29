package io.milepost.email.provider.smtp;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.milepost.broker.FreePort;
import io.milepost.email.MailPeer;
import io.milepost.email.ReceivedMail;
import io.milepost.email.ReceivedMime;
import jakarta.mail.MessagingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** GreenMail, a mail server of somebody else's. Each recipient has a mailbox there; copies of one message are one message. */
final class GreenMailPeer implements MailPeer {
    private final GreenMail server;

    /** One that speaks {@code smtp} or {@code smtps}. */
    GreenMailPeer(String protocol) {
        ServerSetup setup = new ServerSetup(FreePort.find(), "127.0.0.1", protocol);
        setup.setServerStartupTimeout(30_000);
        server = new GreenMail(setup);
        server.start();
    }

    int port() {
        return (server.getSmtp() == null ? server.getSmtps() : server.getSmtp()).getPort();
    }

    /** From now on, somebody has to log in. */
    void user(String name, String password) {
        server.setUser(name + "@example.com", name, password);
        server.getUserManager().setAuthRequired(true);
    }

    @Override
    public Set<Mode> modes() {
        return EnumSet.of(Mode.ACCEPT, Mode.GONE);
    }

    @Override
    public void mode(Mode mode) {
        if (mode == Mode.GONE) {
            server.stop();
        }
    }

    @Override
    public List<ReceivedMail> received() {
        Map<String, byte[]> messages = new LinkedHashMap<>();
        Map<String, List<String>> envelopes = new LinkedHashMap<>();
        try {
            for (GreenMailUser user : server.getUserManager().listUser()) {
                for (StoredMessage stored :
                        server.getManagers().getImapHostManager().getInbox(user).getMessages()) {
                    ByteArrayOutputStream raw = new ByteArrayOutputStream();
                    stored.getMimeMessage().writeTo(raw);
                    String id = stored.getMimeMessage().getMessageID();
                    messages.putIfAbsent(id, raw.toByteArray());
                    envelopes.computeIfAbsent(id, unknown -> new ArrayList<>()).add(user.getEmail());
                }
            }
        } catch (FolderException | MessagingException | IOException e) {
            throw new AssertionError("no mailbox", e);
        }
        return messages.entrySet().stream()
                .map(message -> ReceivedMime.read(message.getValue(), envelopes.get(message.getKey())))
                .toList();
    }

    @Override
    public int requests() {
        return received().size();
    }

    @Override
    public void close() {
        server.stop();
    }
}
