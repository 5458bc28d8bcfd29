/** HTTP calls that end in bounded time, with answers of bounded size. */
@NullMarked
package io.milepost.email.http;

import org.jspecify.annotations.NullMarked;
