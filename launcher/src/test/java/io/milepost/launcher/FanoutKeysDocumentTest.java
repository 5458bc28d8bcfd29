package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The keys of fan-outs that the documents name are those that fan-outs ask for. */
class FanoutKeysDocumentTest {
    private static final Pattern ASKED = Pattern.compile("there is no such key; there are (.*)");
    private static final Pattern ROW = Pattern.compile("^\\| ((?:`[\\w.*]+`(?:, or |, )?)+) \\|", Pattern.MULTILINE);
    private static final Pattern KEY = Pattern.compile("`([\\w.*]+)`");
    /** Every fan-out knows it, and it is told where fan-outs are. */
    private static final Set<String> EVERYWHERE = Set.of("kind");

    /** What a fan-out asks for, as it says where there is something that it does not. */
    private static Set<String> asked(String fanout, String more) {
        StringWriter err = new StringWriter();
        Milepost.commandLine()
                .setErr(new PrintWriter(err))
                .execute("fanout", fanout, "--set", "fanouts." + fanout + ".colour=red", "--set", "fanouts." + more);
        Matcher said = ASKED.matcher(err.toString());
        assertThat(said.find()).as(err.toString()).isTrue();
        return Arrays.stream(said.group(1).strip().split(", ", -1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> documented(String file, String section) throws IOException {
        String text = Files.readString(Path.of("../docs/" + file));
        int begin = text.indexOf("\n## " + section + "\n");
        int end = text.indexOf("\n## ", begin + 1);
        Set<String> keys = new TreeSet<>();
        Matcher row = ROW.matcher(text.substring(begin, end < 0 ? text.length() : end));
        while (row.find()) {
            KEY.matcher(row.group(1))
                    .results()
                    .map(key -> key.group(1))
                    .filter(key -> !key.startsWith("milepost."))
                    .forEach(keys::add);
        }
        return keys;
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isCovered(String key, Set<String> names) {
        return names.stream()
                .anyMatch(name -> name.equals(key)
                        || (name.endsWith(".*") && key.startsWith(name.substring(0, name.length() - 1))));
    }

    @Test
    void theDocumentsAndTheFanOutsNameTheSame() throws IOException {
        Set<String> runtime = documented("CONFIGURATION.md", "Fan-outs");
        Set<String> mail = documented("CONFIGURATION.md", "Mail");
        Set<String> pusher = documented("PUSHER.md", "Setting up");
        Set<String> askedByPusher = asked("pusher", "pusher.key=any");
        Set<String> askedByMail = asked("email", "email.publicUrl=https://mail.example");
        assertThat(askedByPusher).allMatch(key -> isCovered(key, union(runtime, pusher)));
        assertThat(askedByMail).allMatch(key -> isCovered(key, union(runtime, mail)));
        assertThat(askedByPusher).containsAll(pusher);
        assertThat(union(askedByPusher, EVERYWHERE)).containsAll(runtime);
        assertThat(askedByMail)
                .containsAll(mail.stream().filter(key -> !key.endsWith(".*")).toList());
    }
}
