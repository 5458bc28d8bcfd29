/** Who is on which channel. */
@NullMarked
package io.milepost.gateway.presence;

import org.jspecify.annotations.NullMarked;
