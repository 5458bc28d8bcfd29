/** What fan-outs did with each event, for whoever asks what became of it. */
@NullMarked
package io.milepost.fanout.trail;

import org.jspecify.annotations.NullMarked;
