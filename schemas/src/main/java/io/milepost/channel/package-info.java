/** Streams and the channels that gather them: names, access prefixes, templates. */
@NullMarked
package io.milepost.channel;

import org.jspecify.annotations.NullMarked;
