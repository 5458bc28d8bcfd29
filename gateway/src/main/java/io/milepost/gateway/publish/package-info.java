/** The way of clients' events into the log. */
@NullMarked
package io.milepost.gateway.publish;

import org.jspecify.annotations.NullMarked;
