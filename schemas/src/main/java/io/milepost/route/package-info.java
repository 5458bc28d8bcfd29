/** Routes: which events go to which fan-outs. */
@NullMarked
package io.milepost.route;

import org.jspecify.annotations.NullMarked;
