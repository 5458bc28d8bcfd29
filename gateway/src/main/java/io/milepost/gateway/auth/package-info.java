/** Who a client is, by its token, and which channels that reaches. */
@NullMarked
package io.milepost.gateway.auth;

import org.jspecify.annotations.NullMarked;
