/** The socket side: a node of the gateway. */
@NullMarked
package io.milepost.gateway;

import org.jspecify.annotations.NullMarked;
