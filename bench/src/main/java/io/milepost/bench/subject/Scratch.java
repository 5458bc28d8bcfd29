package io.milepost.bench.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder among the temporary ones that goes with all that is in it when it is closed, or else when the JVM ends. */
public final class Scratch implements AutoCloseable {
    private final Path folder;
    private final Leftover leftover;

    private Scratch(Path folder) {
        this.folder = folder;
        this.leftover = Leftover.undoneBy(this::delete);
    }

    /**
     * Makes one.
     *
     * @param name how its own begins
     */
    public static Scratch make(String name) {
        try {
            return new Scratch(Files.createTempDirectory(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is. */
    public Path folder() {
        return folder;
    }

    /** A file in it, which need not be there yet. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** What vanishes meanwhile is as good as deleted: whose files they are may be ending still. */
    private void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof NoSuchFileException)) {
                throw e;
            }
            delete();
        } catch (NoSuchFileException e) {
            // There is nothing any more.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        leftover.close();
    }
}
