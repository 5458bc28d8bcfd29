/** Teams that walk, so that there is something to see. */
@NullMarked
package io.milepost.producer.simulator;

import org.jspecify.annotations.NullMarked;
