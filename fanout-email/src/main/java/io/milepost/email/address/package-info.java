/** Addresses: which can be written to, in which form, and what they are called where they must not be shown. */
@NullMarked
package io.milepost.email.address;

import org.jspecify.annotations.NullMarked;
