/** What a domain service needs to publish events. Depends on no other part of Milepost but the schemas. */
@NullMarked
package io.milepost.producer;

import org.jspecify.annotations.NullMarked;
