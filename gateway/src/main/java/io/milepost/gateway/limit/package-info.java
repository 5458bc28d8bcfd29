/** How much one client may do, so that others can do anything. */
@NullMarked
package io.milepost.gateway.limit;

import org.jspecify.annotations.NullMarked;
