/** A real Kafka broker inside this process. */
@NullMarked
package io.milepost.broker;

import org.jspecify.annotations.NullMarked;
