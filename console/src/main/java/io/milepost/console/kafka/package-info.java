/** What the console reads of Kafka, each time within a budget. */
@NullMarked
package io.milepost.console.kafka;

import org.jspecify.annotations.NullMarked;
