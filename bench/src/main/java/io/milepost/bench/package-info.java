/** Measures a gateway from outside: its own processes for broker, gateway and load. */
@NullMarked
package io.milepost.bench;

import org.jspecify.annotations.NullMarked;
