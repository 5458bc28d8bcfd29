/** Channels over plain HTTP: as a stream of server-sent events, and a bit at a time. */
@NullMarked
package io.milepost.gateway.stream;

import org.jspecify.annotations.NullMarked;
