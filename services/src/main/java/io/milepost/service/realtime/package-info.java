/** Events to browsers and phones, whoever carries them. */
@NullMarked
package io.milepost.service.realtime;

import org.jspecify.annotations.NullMarked;
