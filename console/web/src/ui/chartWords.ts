/** One line of a chart; null where there is no value. */
export interface Line {
  name: string;
  values: (number | null)[];
}

/** A chart in a sentence for each line: what it is now, and between what it has been. */
export function inWords(lines: readonly Line[], format: (value: number | null) => string, unit: string): string {
  return lines
    .map(({ name, values }) => {
      const known = values.filter((value): value is number => value !== null);
      if (known.length === 0) {
        return `${name}: nothing yet.`;
      }
      const least = known.reduce((a, b) => Math.min(a, b));
      const most = known.reduce((a, b) => Math.max(a, b));
      return `${name}: ${format(values.at(-1) ?? null)} ${unit} now, between ${format(least)} and ${format(most)}.`;
    })
    .join(' ');
}

/** The mean of each line for each minute, the newest first. `at` is in seconds since 1970. */
export function minutes(times: readonly number[], lines: readonly Line[]): { at: number; means: (number | null)[] }[] {
  const byMinute = new Map<number, number[]>();
  times.forEach((time, i) => {
    const minute = Math.floor(time / 60) * 60;
    byMinute.set(minute, [...(byMinute.get(minute) ?? []), i]);
  });
  return [...byMinute]
    .map(([at, points]) => ({ at, means: lines.map((line) => mean(points.map((i) => line.values[i] ?? null))) }))
    .reverse();
}

function mean(values: (number | null)[]): number | null {
  const known = values.filter((value): value is number => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
