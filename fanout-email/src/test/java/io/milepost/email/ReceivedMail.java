package io.milepost.email;

import java.util.List;
import java.util.Map;

/**
 * A message as the far side has it, decoded.
 *
 * @param bcc recipients that stand in no header
 * @param html the part, or null
 * @param text the part, or null
 * @param headers what is asked of the message beside what it has anyway; names as they were sent
 */
public record ReceivedMail(
        EmailAddress from,
        List<EmailAddress> to,
        List<EmailAddress> cc,
        List<EmailAddress> bcc,
        List<EmailAddress> replyTo,
        String subject,
        String html,
        String text,
        Map<String, String> headers) {}
