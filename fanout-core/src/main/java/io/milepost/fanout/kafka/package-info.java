/** What a fan-out is that reads and writes Kafka itself, instead of having a sink driven. */
@NullMarked
package io.milepost.fanout.kafka;

import org.jspecify.annotations.NullMarked;
