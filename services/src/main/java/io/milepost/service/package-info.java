/** External services behind interfaces: the registry that opens them, and what their providers implement. */
@NullMarked
package io.milepost.service;

import org.jspecify.annotations.NullMarked;
