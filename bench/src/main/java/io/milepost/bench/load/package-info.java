/** What is said and who listens: publishers that keep a rate, and subscribers that cost little. */
@NullMarked
package io.milepost.bench.load;

import org.jspecify.annotations.NullMarked;
