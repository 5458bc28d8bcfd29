/** Mail by Amazon SES, over its second API. */
@NullMarked
package io.milepost.email.provider.ses;

import org.jspecify.annotations.NullMarked;
