import type { Transport as Kind } from '../types.js';
import { SSE_CHANNELS } from './transports/sse.js';

/** Tries of the best transport before another is tried, if it has never worked here, and if it has. */
const TRIES = 2;
const TRIES_PROVEN = 4;

/**
 * Which transport to try next: the best as long as it may just be the gateway that is away, then each of the others once,
 * then the best again.
 */
export interface Ladder {
  /** What to try now. */
  kind(): Kind;
  /** One has opened. */
  opened(kind: Kind): void;
  /** It carries something, too. */
  works(): void;
  /** The one tried did not open, or carried nothing. */
  failed(): void;
  /** A better one to try beside the one that works, each in its turn; nothing if it is the best. */
  better(): Kind | undefined;
}

/**
 * A ladder of these, best first.
 *
 * @param channels how many are to be followed now
 */
export function climb(kinds: readonly Kind[], channels: () => number): Ladder {
  let level = 0;
  let failures = 0;
  let proven = false;
  let probed = 0;
  /** A stream has opened and nothing came: nobody is taken from what works to another of these. */
  let mute = false;
  const fits = () => kinds.filter((kind) => kind !== 'sse' || channels() <= SSE_CHANNELS || kinds.length === 1);
  const kind = () => fits()[level % fits().length]!;
  return {
    kind,
    opened(now) {
      level = fits().indexOf(now);
    },
    works() {
      failures = 0;
      proven ||= level === 0;
      if (kind() === 'sse') mute = false;
    },
    failed() {
      if (kind() === 'sse') mute = true;
      const tries = level > 0 ? 1 : proven ? TRIES_PROVEN : TRIES;
      if (++failures < tries) return;
      failures = 0;
      level = (level + 1) % fits().length;
    },
    better() {
      const others = fits()
        .slice(0, level)
        .filter((other) => other !== 'sse' || !mute);
      return others[probed++ % others.length];
    },
  };
}
