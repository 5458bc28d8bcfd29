/** Events that a sink would not take: how they are put aside, looked at, and sent again. */
@NullMarked
package io.milepost.fanout.deadletter;

import org.jspecify.annotations.NullMarked;
