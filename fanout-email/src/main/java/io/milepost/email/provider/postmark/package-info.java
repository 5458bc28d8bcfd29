/** Mail by Postmark: {@code EMAIL_PROVIDER=postmark}. */
@NullMarked
package io.milepost.email.provider.postmark;

import org.jspecify.annotations.NullMarked;
