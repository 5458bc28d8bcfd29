/** What the gateway answers over plain HTTP. */
@NullMarked
package io.milepost.gateway.http;

import org.jspecify.annotations.NullMarked;
