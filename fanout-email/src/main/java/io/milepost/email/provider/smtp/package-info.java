/** Mail by a server that speaks SMTP. */
@NullMarked
package io.milepost.email.provider.smtp;

import org.jspecify.annotations.NullMarked;
