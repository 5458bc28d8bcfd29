/** Traces: of which one an event is part, and where it is told what was done with it. */
@NullMarked
package io.milepost.trace;

import org.jspecify.annotations.NullMarked;
