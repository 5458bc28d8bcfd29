/** What the data of events has to look like: JSON Schemas by event type. */
@NullMarked
package io.milepost.schema;

import org.jspecify.annotations.NullMarked;
