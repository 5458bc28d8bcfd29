/** A message as it may go out: checked once, for all providers, before any of them sees it; and its form as MIME. */
@NullMarked
package io.milepost.email.message;

import org.jspecify.annotations.NullMarked;
