/**
 * Mail, whoever carries it: {@link io.milepost.email.EmailService} is what domain services and the email fan-out call. The
 * packages below hold its providers, and what the fan-out is made of.
 */
@NullMarked
package io.milepost.email;

import org.jspecify.annotations.NullMarked;
