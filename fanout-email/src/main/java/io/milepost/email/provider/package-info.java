/**
 * What every provider of mail is made of: the checks before, the templates, several at once. Each provider has a package
 * below.
 */
@NullMarked
package io.milepost.email.provider;

import org.jspecify.annotations.NullMarked;
