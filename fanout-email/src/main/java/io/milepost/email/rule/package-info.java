/** Which events become mail, to whom, and of which template. */
@NullMarked
package io.milepost.email.rule;

import org.jspecify.annotations.NullMarked;
