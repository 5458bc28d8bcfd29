/**
 * How the nodes of a gateway speak with each other: by two topics that all of them write to and read. What they say is bytes here;
 * the gateway's {@code presence} package knows what it means.
 */
@NullMarked
package io.milepost.log.peer;

import org.jspecify.annotations.NullMarked;
