/** Mail by SendGrid: {@code EMAIL_PROVIDER=sendgrid}. */
@NullMarked
package io.milepost.email.provider.sendgrid;

import org.jspecify.annotations.NullMarked;
