/** Several events in one mail: what is collected, and when it goes out. */
@NullMarked
package io.milepost.email.digest;

import org.jspecify.annotations.NullMarked;
