package io.milepost.launcher;

import java.io.File;
import java.nio.file.Path;

/** What commands are run with in processes of their own. */
final class ClassPath {
    /** That of the tests. */
    static final String OF_TESTS =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    /** What {@code ./milepost} takes: what Maven has put together by the time that integration tests run. */
    static final String SHIPPED =
            Path.of("target", "classes") + File.pathSeparator + Path.of("target", "lib") + File.separator + "*";

    private ClassPath() {}
}
