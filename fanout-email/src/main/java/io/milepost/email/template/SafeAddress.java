package io.milepost.email.template;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.Writer;
import java.util.regex.Pattern;

/**
 * Lets an address with values in it through if it leads to the web or to a mailbox. Anything else, such as {@code javascript:},
 * becomes {@code #}. No template and no value can name it: its name is none.
 */
final class SafeAddress implements Mustache.Lambda {
    static final String NAME = "@address";
    static final String OPEN = "{{#" + NAME + "}}";
    static final String CLOSE = "{{/" + NAME + "}}";
    static final SafeAddress INSTANCE = new SafeAddress();

    private static final Pattern TAKEN = Pattern.compile("(?i)(https?://|mailto:).*");

    private SafeAddress() {}

    static String around(String value) {
        return OPEN + value + CLOSE;
    }

    @Override
    public void execute(Template.Fragment inside, Writer out) throws IOException {
        String address = inside.execute().strip();
        out.write(TAKEN.matcher(address).matches() ? address : "#");
    }
}
