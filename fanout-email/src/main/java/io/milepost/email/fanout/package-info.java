/** The fan-out as a whole, its topics and its configuration. */
@NullMarked
package io.milepost.email.fanout;

import org.jspecify.annotations.NullMarked;
