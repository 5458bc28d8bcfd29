/** Mail that goes to nobody: for tests, and for the dev inbox. */
@NullMarked
package io.milepost.email.provider.mock;

import org.jspecify.annotations.NullMarked;
