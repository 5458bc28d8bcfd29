/** Where a reader stands in a channel, as a string that outlives connections and nodes. */
@NullMarked
package io.milepost.cursor;

import org.jspecify.annotations.NullMarked;
