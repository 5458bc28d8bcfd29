/**
 * The runtime around a sink: what is read from Kafka waits in lanes, goes out as the sink takes it, is tried again, put
 * aside or counted as finished, and committed. {@link io.milepost.fanout.runtime.SinkFanout} is the way in.
 */
@NullMarked
package io.milepost.fanout.runtime;

import org.jspecify.annotations.NullMarked;
