/**
 * What a fan-out is. {@link io.milepost.fanout.Sink} is what most of them implement: it delivers events, and
 * {@code io.milepost.fanout.runtime} does the rest.
 */
@NullMarked
package io.milepost.fanout;

import org.jspecify.annotations.NullMarked;
