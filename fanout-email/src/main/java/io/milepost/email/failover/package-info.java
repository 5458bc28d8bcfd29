/** A second provider of mail, which takes over when the first has been away for some time. */
@NullMarked
package io.milepost.email.failover;

import org.jspecify.annotations.NullMarked;
