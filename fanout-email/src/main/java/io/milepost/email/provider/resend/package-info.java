/** Mail by Resend: {@code EMAIL_PROVIDER=resend}. */
@NullMarked
package io.milepost.email.provider.resend;

import org.jspecify.annotations.NullMarked;
