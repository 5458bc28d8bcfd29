/** Topics of our own, beside those of the streams: made if they are missing, and read from their beginning for ever. */
@NullMarked
package io.milepost.fanout.topic;

import org.jspecify.annotations.NullMarked;
