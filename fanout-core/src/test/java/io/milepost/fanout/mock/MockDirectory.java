package io.milepost.fanout.mock;

import io.milepost.fanout.contract.Arrival;
import io.milepost.fanout.contract.FarSide;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A directory as a far side, for this process and others. Events are the lines of {@code events}, a key and an id with a
 * tab between them. A file {@code down} makes an outage and a file {@code halted} a refusal of everything; a file
 * {@code slow-KEY} holds the milliseconds that an event of this key takes.
 */
public final class MockDirectory implements FarSide {
    private final Path directory;

    /** Takes a directory that exists. */
    public MockDirectory(Path directory) {
        this.directory = directory;
    }

    Path events() {
        return directory.resolve("events");
    }

    boolean isDown() {
        return Files.exists(directory.resolve("down"));
    }

    boolean isHalted() {
        return Files.exists(directory.resolve("halted"));
    }

    /** Milliseconds. */
    long slowness(String key) {
        Path slow = directory.resolve("slow-" + key);
        return Files.exists(slow) ? Long.parseLong(read(slow)) : 0;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("directory", directory.toString());
    }

    @Override
    public List<Arrival> arrivals() {
        if (!Files.exists(events())) {
            return List.of();
        }
        String whole = read(events());
        // Without a line that is just being written.
        return whole.substring(0, whole.lastIndexOf('\n') + 1)
                .lines()
                .map(line -> line.split("\t"))
                .map(line -> new Arrival(line[0], line[1]))
                .toList();
    }

    @Override
    public void down(boolean down) {
        mark("down", down);
    }

    /** Begins or ends a time in which everything is refused until a person has done something. */
    public void halted(boolean halted) {
        mark("halted", halted);
    }

    @Override
    public void slow(String key, Duration each) {
        write("slow-" + key, Long.toString(each.toMillis()));
    }

    @Override
    public void close() {}

    private void mark(String name, boolean there) {
        try {
            if (there) {
                write(name, "");
            } else {
                Files.deleteIfExists(directory.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whole at once, since a sink may look at any time. */
    private void write(String name, String text) {
        try {
            Path whole = Files.createTempFile(directory, "new", "");
            Files.writeString(whole, text, StandardOpenOption.WRITE);
            Files.move(whole, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
