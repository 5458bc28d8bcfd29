package io.milepost.bench.scenario;

/**
 * Where a measure says that something else was the limit than what is measured.
 *
 * @param measure whose median decides
 * @param from which figure on it does
 * @param mark what a row is then marked with
 * @param meaning a sentence
 */
public record Limit(Measure measure, double from, String mark, String meaning) {}
