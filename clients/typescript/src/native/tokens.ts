import type { TokenSource, WebSocketMessage } from '../types.js';
import { RealtimeError } from '../types.js';

/** Time to fetch a fresh token before the old one ends, at most. */
const MARGIN = 60_000;

/** The token at hand, and where the next one comes from. */
export interface Tokens {
  /** Whether there can be another one. */
  renewable: boolean;
  /** Takes the one that the application has; it counts only if there is no source. Returns whether it is another one. */
  give(token: string): boolean;
  /** The one at hand while it is fresh, else a new one. Rejects with `unauthenticated` if there is none, else with the source's code or `unavailable`. */
  current(): Promise<string>;
  /** This one was refused, or ends soon: a source is asked for the next. Returns whether there may be another one. */
  spoil(old?: string): boolean;
  /** Takes from the `authenticated` frame, by the gateway's clock, how long it lives. Returns in how many milliseconds to fetch the next. */
  taken(frame: WebSocketMessage): number;
}

/** None yet. */
export function keepTokens(source: TokenSource | undefined): Tokens {
  let token = '';
  let freshUntil = Infinity;
  return {
    renewable: source !== undefined,
    give(given) {
      const before = token;
      if (!source) token = given;
      return token !== before;
    },
    async current() {
      if (source && (!token || Date.now() >= freshUntil)) {
        try {
          token = await source();
        } catch (error) {
          // What a source throws may hold the request it made, and with it a token.
          throw new RealtimeError(error instanceof RealtimeError ? error.code : 'unavailable', 'the token source failed');
        }
        freshUntil = Infinity;
      }
      if (!token) throw new RealtimeError('unauthenticated', 'there is no token');
      return token;
    },
    spoil(old) {
      if (source) token = '';
      return token !== old;
    },
    taken({ expiresAt, timestamp }) {
      const life = Date.parse(expiresAt as string) - Date.parse(timestamp!);
      const due = life > 0 ? life - Math.min(MARGIN, life / 4) : Infinity;
      freshUntil = Date.now() + due;
      return due;
    },
  };
}
