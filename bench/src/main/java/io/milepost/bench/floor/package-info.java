/** The least that a server could do: what any other has to be beside. */
@NullMarked
package io.milepost.bench.floor;

import org.jspecify.annotations.NullMarked;
