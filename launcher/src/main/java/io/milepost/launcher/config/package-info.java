/** Configuration: one file, the environment and the command line, read into records, with every fault said at once. */
@NullMarked
package io.milepost.launcher.config;

import org.jspecify.annotations.NullMarked;
