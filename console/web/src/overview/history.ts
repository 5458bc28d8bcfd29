import type { Overview } from '../api/types.js';

/** How far back the charts go, in seconds, at a reading a second. */
export const KEPT_SECONDS = 600;

/** One reading of the overview. */
export interface Sample {
  /** Milliseconds since 1970, by this browser's clock. */
  at: number;
  overview: Overview;
}

/** Adds a reading and drops those that are too old. Makes a new list, so that it can be compared. */
export function added(samples: readonly Sample[], sample: Sample): Sample[] {
  const oldest = sample.at - KEPT_SECONDS * 1000;
  return [...samples.filter((before) => before.at > oldest), sample];
}

/** The newest reading that is at least so many seconds older than the newest of all. */
export function secondsAgo(samples: readonly Sample[], seconds: number): Sample | undefined {
  const newest = samples.at(-1);
  if (!newest) {
    return undefined;
  }
  for (let i = samples.length - 2; i >= 0; i--) {
    const sample = samples[i]!;
    if (newest.at - sample.at >= seconds * 1000) {
      return sample;
    }
  }
  return undefined;
}
