/** Events, and how they stand in Kafka records: CloudEvents 1.0, binary or structured, or bare JSON. */
@NullMarked
package io.milepost.event;

import org.jspecify.annotations.NullMarked;
