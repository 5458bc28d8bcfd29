/** The command line: {@code ./milepost}. */
@NullMarked
package io.milepost.launcher;

import org.jspecify.annotations.NullMarked;
