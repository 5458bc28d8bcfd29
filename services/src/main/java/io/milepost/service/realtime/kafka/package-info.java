/** Realtime events by Milepost itself: written to Kafka, carried by the gateway's nodes. */
@NullMarked
package io.milepost.service.realtime.kafka;

import org.jspecify.annotations.NullMarked;
