/** What providers tell of a message after they have accepted it, in one shape for all of them. */
@NullMarked
package io.milepost.email.feedback;

import org.jspecify.annotations.NullMarked;
