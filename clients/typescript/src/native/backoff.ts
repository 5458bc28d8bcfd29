/** What chance adds to a delay at most, so that clients that were lost together do not all come back together. */
const SPREAD = 1_000;

/**
 * Milliseconds before a reconnect: `min(longest, first · 2^attempt) + random(0–1000)`.
 *
 * @param attempt how many have failed since the first, from 0
 */
export function backoff(first: number, longest: number, attempt: number): number {
  return Math.min(longest, first * 2 ** attempt) + Math.floor(Math.random() * (SPREAD + 1));
}
