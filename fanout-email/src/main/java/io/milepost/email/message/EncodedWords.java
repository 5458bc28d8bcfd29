package io.milepost.email.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Text in a message's head: as it is where that is plain ASCII, else as encoded words, none of which ends within a character.
 * What looks like an encoded word and is none is encoded, so that nobody decodes it.
 */
final class EncodedWords {
    private static final int MAX_BYTES = 45;
    private static final String NEXT_LINE = "\r\n ";

    private EncodedWords() {}

    /** A subject. */
    static String text(String text) {
        return isPlain(text) ? Folding.fold(text) : encoded(text);
    }

    /** The name before an address. */
    static String phrase(String name) {
        return isPlain(name) ? '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : encoded(name);
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7F) && !text.contains("=?");
    }

    private static String encoded(String text) {
        List<String> words = new ArrayList<>();
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        text.codePoints().forEach(letter -> {
            byte[] bytes = Character.toString(letter).getBytes(UTF_8);
            if (word.size() + bytes.length > MAX_BYTES) {
                words.add(word(word));
            }
            word.writeBytes(bytes);
        });
        words.add(word(word));
        return String.join(NEXT_LINE, words);
    }

    private static String word(ByteArrayOutputStream bytes) {
        String word = "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes.toByteArray()) + "?=";
        bytes.reset();
        return word;
    }
}
