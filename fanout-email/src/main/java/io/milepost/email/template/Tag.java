package io.milepost.email.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One mustache in a file.
 *
 * @param kind {@code #}, {@code ^}, {@code /} or {@code !}, or {@code v} for a variable
 * @param name without spaces around it
 * @param line from 1
 */
record Tag(char kind, String name, int line) {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    private static final Pattern NAME =
            Pattern.compile("\\.|-first|-last|-index|[A-Za-z_][\\w-]*(\\.[A-Za-z_][\\w-]*)*");

    /** As it stands in what is sent, so that one can see whether it is still there. */
    String written() {
        return (kind == 'v' ? "" : String.valueOf(kind)) + name;
    }

    /** All tags of a text. What we do not take is a fault. */
    static List<Tag> scan(String text, Faults faults) {
        List<Tag> tags = new ArrayList<>();
        int line = 1;
        int counted = 0;
        for (int at = text.indexOf(OPEN); at >= 0; at = text.indexOf(OPEN, at)) {
            line += lines(text, counted, at);
            counted = at;
            int end = text.indexOf(CLOSE, at);
            if (end < 0) {
                faults.add(line, "{{ without }}");
                return tags;
            }
            Tag tag = read(text.substring(at + OPEN.length(), end), line, faults);
            if (tag != null) {
                tags.add(tag);
            }
            at = end + CLOSE.length();
        }
        balance(tags, faults);
        return tags;
    }

    private static @Nullable Tag read(String inside, int line, Faults faults) {
        char first = inside.isEmpty() ? ' ' : inside.charAt(0);
        switch (first) {
            case '{', '&' -> faults.add(line, "write {{name}}, whose value is always escaped where it has to be");
            case '=' -> faults.add(line, "delimiters cannot be changed");
            case '>', '<', '$' -> faults.add(line, "there are no partials and no inheritance");
            case '!' -> {
                return new Tag('!', inside.substring(1), line);
            }
            default -> {
                boolean section = first == '#' || first == '^' || first == '/';
                String name = inside.substring(section ? 1 : 0).trim();
                if (NAME.matcher(name).matches()) {
                    return new Tag(section ? first : 'v', name, line);
                }
                faults.add(line, "{{" + inside + "}} is no name, such as data.memberName");
            }
        }
        return null;
    }

    private static void balance(List<Tag> tags, Faults faults) {
        Deque<Tag> open = new ArrayDeque<>();
        for (Tag tag : tags) {
            if (tag.kind() == '#' || tag.kind() == '^') {
                open.push(tag);
            } else if (tag.kind() == '/') {
                if (open.isEmpty() || !open.peek().name().equals(tag.name())) {
                    faults.add(tag.line(), "{{/" + tag.name() + "}} closes nothing that is open here");
                    return;
                }
                open.pop();
            }
        }
        open.forEach(tag -> faults.add(tag.line(), "{{" + tag.written() + "}} is not closed"));
    }

    private static int lines(String text, int from, int to) {
        return (int) text.substring(from, to).chars().filter(c -> c == '\n').count();
    }
}
