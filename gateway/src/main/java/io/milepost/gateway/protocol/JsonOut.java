package io.milepost.gateway.protocol;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** Writes JSON straight into a buffer. Strings that need no escapes, which are nearly all, are copied byte by byte. */
public final class JsonOut {
    private JsonOut() {}

    /** A literal piece of JSON, ASCII. */
    public static void raw(ByteBuf out, String ascii) {
        ByteBufUtil.writeAscii(out, ascii);
    }

    /** A string, quoted. */
    public static void string(ByteBuf out, String text) {
        out.writeByte('"');
        if (isPlain(text)) {
            ByteBufUtil.writeAscii(out, text);
        } else {
            out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(wellFormed(text)));
        }
        out.writeByte('"');
    }

    /** Half a surrogate pair has no UTF-8; Java writes a question mark for it. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
