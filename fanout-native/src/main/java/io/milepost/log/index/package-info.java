/**
 * What a node remembers of where keys lie: {@link io.milepost.log.index.SkipIndex} says which blocks of offsets cannot hold a
 * key, {@link io.milepost.log.index.LastOffsets} where each key was seen last. Knows nothing of readers, nor of Kafka; partitions
 * are the numbers of their {@code LogPartition}.
 */
@NullMarked
package io.milepost.log.index;

import org.jspecify.annotations.NullMarked;
