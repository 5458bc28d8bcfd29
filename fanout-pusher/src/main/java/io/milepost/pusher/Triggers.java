package io.milepost.pusher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.event.Event;
import io.milepost.event.Rfc3339;
import io.milepost.service.realtime.RealtimeException;
import io.milepost.service.realtime.RealtimeException.Code;
import io.milepost.service.realtime.Trigger;

/** Makes Pusher's messages of triggers, within Pusher's bounds. Safe for any thread. */
final class Triggers {
    private static final Payload WITH_IDENTITY = new Payload("_event");

    private final String source;

    /**
     * Knows who sends.
     *
     * @param source what events with a deduplication id are said to come from
     */
    Triggers(String source) {
        this.source = source;
    }

    /** The message for a trigger; throws what is wrong with it. */
    Message message(Trigger trigger) {
        trigger.check();
        if (trigger.channels().size() > Message.MAX_CHANNELS) {
            throw new RealtimeException(
                    Code.TOO_LARGE, "channels: " + Message.MAX_CHANNELS + " at most take an event at once");
        }
        boolean encrypted = false;
        for (String channel : trigger.channels()) {
            if (!ChannelNames.isAllowed(channel)) {
                throw new RealtimeException(
                        Code.INVALID_CHANNEL, "channels: Pusher takes letters, digits and -_=@,.; alone");
            }
            encrypted |= ChannelNames.isEncrypted(channel);
        }
        if (encrypted && !Payload.isCiphertext(trigger.data())) {
            throw new RealtimeException(
                    Code.INVALID_DATA, "data: neither nonce nor ciphertext, for an encrypted channel");
        }
        String data = data(trigger, encrypted);
        int size = data.getBytes(UTF_8).length;
        if (size > PusherSettings.MAX_BYTES) {
            throw new RealtimeException(
                    Code.TOO_LARGE, "data: " + size + " bytes, at most " + PusherSettings.MAX_BYTES + " are taken");
        }
        return new Message(trigger.channels(), trigger.event(), data, trigger.exceptSocketId());
    }

    /** Data that is to be told apart says its id as the sink's events do; all other data stays as it is. */
    private String data(Trigger trigger, boolean encrypted) {
        String id = trigger.deduplicationId();
        return id == null || encrypted
                ? trigger.data().toString()
                : WITH_IDENTITY
                        .of(new Event(id, source, trigger.event(), Rfc3339.now(), null, trigger.data()))
                        .data();
    }
}
