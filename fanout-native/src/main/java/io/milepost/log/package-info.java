/**
 * The log side of the gateway: {@link io.milepost.log.Tail} follows the end of the topics and fills the
 * {@link io.milepost.log.HotRing}; {@link io.milepost.log.CatchUp} reads what lies behind it. Readers stand in it by
 * offsets, and nothing here knows who they are.
 */
@NullMarked
package io.milepost.log;

import org.jspecify.annotations.NullMarked;
