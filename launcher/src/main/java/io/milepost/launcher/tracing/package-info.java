/** Spans for OpenTelemetry: the one place that knows its SDK. */
@NullMarked
package io.milepost.launcher.tracing;

import org.jspecify.annotations.NullMarked;
