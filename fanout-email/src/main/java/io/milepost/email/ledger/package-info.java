/** What has been tried and what came of it, written before and after each call of a provider. */
@NullMarked
package io.milepost.email.ledger;

import org.jspecify.annotations.NullMarked;
