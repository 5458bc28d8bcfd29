package io.milepost.launcher.tracing;

import java.net.URI;

/**
 * Where spans go.
 *
 * @param endpoint where a collector takes OTLP over HTTP, such as {@code http://127.0.0.1:4318/v1/traces}
 * @param sample share of the traces that begin here that are told of, from 0 to 1
 * @param service what this process is called there
 */
public record TracingConfig(URI endpoint, double sample, String service) {}
