/** What so many connections need: arithmetic with what was measured. */
@NullMarked
package io.milepost.launcher.capacity;

import org.jspecify.annotations.NullMarked;
