package io.milepost.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads variables and collects what is wrong with them; {@link #check} tells all of it. A value that is missing or wrong
 * reads as something of the right type, so that reading can go on. Confined to the thread that reads.
 */
public final class Variables {
    private static final long MAX_SECRET_BYTES = 64 << 10;

    private final Map<String, String> values;
    private final List<String> faults = new ArrayList<>();

    Variables(Map<String, String> values) {
        this.values = values;
    }

    /** The value of the first of these names that has one. Spaces around it do not count. */
    public Optional<String> text(String... names) {
        for (String name : names) {
            String value = values.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** The same, of which there must be one; empty, with a fault, if there is none. */
    public String required(String... names) {
        return text(names).orElseGet(() -> {
            fault(names[0], "missing" + (names.length > 1 ? " (or " + names[1] + ")" : ""));
            return "";
        });
    }

    /** One of these words; the first, with a fault, if the value is another. */
    public String oneOf(String name, String standard, Set<String> words) {
        String value = text(name).orElse(standard);
        if (words.contains(value)) {
            return value;
        }
        fault(
                name,
                "\"" + value + "\" is none of "
                        + String.join(", ", words.stream().sorted().toList()));
        return standard;
    }

    /** A port, 1 to 65535. */
    public int port(String name, int standard) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return standard;
        }
        try {
            int port = Integer.parseInt(value.get());
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        fault(name, "\"" + value.get() + "\" is no port, 1 to 65535");
        return standard;
    }

    /** A secret: the value of the name, or what stands in the file that {@code NAME_FILE} names. */
    public Optional<String> secret(String name) {
        String fileName = name + "_FILE";
        Optional<String> value = text(name);
        Optional<String> file = text(fileName);
        if (file.isEmpty()) {
            return value;
        }
        if (value.isPresent()) {
            fault(fileName, name + " is set as well; one of them is enough");
            return value;
        }
        return read(fileName, file.get());
    }

    /** The same, of which there must be one; empty, with a fault, if there is none. */
    public String requiredSecret(String name) {
        int before = faults.size();
        Optional<String> secret = secret(name);
        if (secret.isEmpty() && faults.size() == before) {
            fault(name, "missing (or " + name + "_FILE)");
        }
        return secret.orElse("");
    }

    private Optional<String> read(String name, String file) {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > MAX_SECRET_BYTES) {
                fault(name, file + " is larger than a secret, " + MAX_SECRET_BYTES + " bytes");
                return Optional.empty();
            }
            String secret = Files.readString(path).strip();
            if (secret.isEmpty()) {
                fault(name, file + " is empty");
                return Optional.empty();
            }
            return Optional.of(secret);
        } catch (IOException | InvalidPathException e) {
            fault(name, file + " cannot be read");
            return Optional.empty();
        }
    }

    /** Notes that something is wrong with a variable. */
    public void fault(String name, String why) {
        faults.add(name + ": " + why);
    }

    /**
     * Ends the reading.
     *
     * @throws EnvironmentException if anything was wrong
     */
    public void check() {
        if (!faults.isEmpty()) {
            throw new EnvironmentException(faults);
        }
    }
}
