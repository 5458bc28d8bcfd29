import type { Overview } from '../api/types.js';
import type { Sample } from './history.js';

/** Readings further apart than this have a hole between them: nothing is drawn over it. */
const HOLE_MS = 10_000;
/** A rate is taken over so many readings, since a second alone is too restless to read. */
const READINGS = 3;

/** Whether both are of one life of one node: counters begin anew with the next. */
export function sameLife(before: Overview, after: Overview): boolean {
  return before.node === after.node && before.startedAt === after.startedAt;
}

/** What a counter gained a second between two readings; null if that cannot be said. */
export function rate(before: Overview, after: Overview, counter: (of: Overview) => number | undefined): number | null {
  const milliseconds = Date.parse(after.now) - Date.parse(before.now);
  const from = counter(before);
  const to = counter(after);
  if (from === undefined || to === undefined || !sameLife(before, after) || !(milliseconds > 0) || to < from) {
    return null;
  }
  return ((to - from) * 1000) / milliseconds;
}

/** A counter's rates, one for each reading: what a chart draws. */
export function rates(samples: readonly Sample[], counter: (of: Overview) => number | undefined): (number | null)[] {
  return samples.map((sample, i) => {
    const before = start(samples, i);
    return before ? rate(before.overview, sample.overview, counter) : null;
  });
}

/** A gauge's values, one for each reading. */
export function values(samples: readonly Sample[], gauge: (of: Overview) => number | undefined): (number | null)[] {
  return samples.map((sample) => gauge(sample.overview) ?? null);
}

/** Times in seconds since 1970, with a point without a value put into every hole, so that lines end at it. */
export function withHoles(
  samples: readonly Sample[],
  lines: readonly (readonly (number | null)[])[],
): { times: number[]; lines: (number | null)[][] } {
  const times: number[] = [];
  const drawn: (number | null)[][] = lines.map(() => []);
  samples.forEach((sample, i) => {
    const before = samples[i - 1];
    if (before && sample.at - before.at > HOLE_MS) {
      times.push((before.at + 1000) / 1000);
      drawn.forEach((line) => line.push(null));
    }
    times.push(sample.at / 1000);
    drawn.forEach((line, l) => line.push(lines[l]![i] ?? null));
  });
  return { times, lines: drawn };
}

/** Adds up counters by name. */
export function total(counters: Record<string, number> | undefined): number {
  return Object.values(counters ?? {}).reduce((sum, count) => sum + count, 0);
}

function start(samples: readonly Sample[], i: number): Sample | undefined {
  for (let back = Math.min(READINGS, i); back > 0; back--) {
    const before = samples[i - back]!;
    if (samples[i]!.at - before.at <= HOLE_MS && sameLife(before.overview, samples[i]!.overview)) {
      return before;
    }
  }
  return undefined;
}
