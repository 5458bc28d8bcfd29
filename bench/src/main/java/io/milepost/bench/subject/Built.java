package io.milepost.bench.subject;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@code bench/peers/install.sh} builds, in the source tree that this class was built in. */
final class Built {
    private static final Path PEERS = Path.of("bench", "peers");

    private Built() {}

    /** A file by its path in {@code bench/peers}; empty if it has not been built, or there is no source tree. */
    static Optional<Path> file(String path) {
        return Stream.iterate(home(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve(PEERS).resolve(path))
                .filter(Files::isReadable)
                .findFirst();
    }

    /** The folder of classes, or the jar, that this class is in. */
    private static Path home() {
        try {
            return Path.of(Built.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
