package io.milepost.launcher;

import io.milepost.channel.Streams;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import io.milepost.launcher.EventLine.InvalidLineException;
import io.milepost.producer.EventCheck;
import io.milepost.producer.InvalidEventException;
import io.milepost.producer.Publication;
import io.milepost.schema.DataCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at events as {@code publish} would, says what would be refused, and sends nothing. */
final class DryRun {
    private final EventCheck check;
    private final DataCheck asked;
    private final PrintWriter out;
    private int looked;
    private int wrong;

    /** Says to this writer what it finds. */
    DryRun(Streams streams, DataCheck asked, PrintWriter out) {
        this.check = new EventCheck(streams, asked);
        this.asked = asked;
        this.out = out;
    }

    /** What {@link #look} does. */
    @FunctionalInterface
    private interface Look {
        void at() throws InvalidLineException;
    }

    /** Looks at a whole event. */
    void event(Supplier<Publication> publication) {
        look("event", () -> whole("event", publication.get()));
    }

    /** Looks at the data of an event of some type. */
    void data(String type, String data) {
        look("event", () -> data("event", type, data));
    }

    /**
     * Looks at what is read: a JSON value on each line, or one over several lines.
     *
     * @param type whose data each value is; null if they are whole events
     */
    void all(BufferedReader input, @Nullable String type) throws IOException {
        BufferedReader lines = input;
        String line = lines.readLine();
        if (line != null && !isJson(line)) {
            StringWriter rest = new StringWriter().append(line).append('\n');
            lines.transferTo(rest);
            String whole = rest.toString();
            if (isJson(whole)) {
                look("event", () -> value("event", type, whole));
                return;
            }
            lines = new BufferedReader(new StringReader(whole));
            line = lines.readLine();
        }
        for (int number = 1; line != null; number++) {
            if (!line.isBlank()) {
                String label = "line " + number;
                String value = line;
                look(label, () -> value(label, type, value));
            }
            line = lines.readLine();
        }
    }

    /** Says how many there were, and returns whether all were well. */
    boolean end() {
        out.println(looked + " checked, " + wrong + " wrong; nothing was sent");
        out.flush();
        return wrong == 0;
    }

    private void value(String label, @Nullable String type, String value) throws InvalidLineException {
        if (type == null) {
            whole(label, EventLine.parse(value));
        } else {
            data(label, type, value);
        }
    }

    private void whole(String label, Publication publication) {
        check.of(publication);
        noteIfUnknown(label, publication.type());
    }

    private void data(String label, String type, String data) {
        check.data(type, Json.of(data));
        noteIfUnknown(label, type);
    }

    private void noteIfUnknown(String label, String type) {
        if (!asked.schemas().has(type)) {
            out.println(label + ": there is no schema for " + type + ", which may have any data");
        }
    }

    private void look(String label, Look look) {
        looked++;
        try {
            look.at();
        } catch (InvalidJsonException e) {
            refuse(label, "data: " + e.getMessage());
        } catch (InvalidLineException | InvalidEventException e) {
            refuse(label, e.getMessage());
        }
    }

    private void refuse(String label, @Nullable String why) {
        wrong++;
        out.println(label + ": " + why);
    }

    private static boolean isJson(String text) {
        try {
            Json.of(text);
            return true;
        } catch (InvalidJsonException e) {
            return false;
        }
    }
}
