/** Where the devices of users stand: what they have acknowledged, kept by Kafka as the committed offsets of groups. */
@NullMarked
package io.milepost.device;

import org.jspecify.annotations.NullMarked;
