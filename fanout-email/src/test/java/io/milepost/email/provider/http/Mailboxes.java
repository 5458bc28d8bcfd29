package io.milepost.email.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.EmailAddress;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads addresses as providers do, with somebody else's parser. */
public final class Mailboxes {
    private Mailboxes() {}

    /** Several in one text. */
    public static List<EmailAddress> parse(String text) {
        try {
            return Arrays.stream(InternetAddress.parse(text))
                    .map(address -> new EmailAddress(address.getAddress(), address.getPersonal()))
                    .toList();
        } catch (AddressException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** A list of texts, of one address each. */
    public static List<EmailAddress> each(JsonNode texts) {
        List<EmailAddress> addresses = new ArrayList<>();
        texts.forEach(text -> addresses.addAll(parse(text.asText())));
        return addresses;
    }

    /** An object's texts. */
    public static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().textValue()));
        return texts;
    }
}
