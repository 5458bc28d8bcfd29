import type { TokenSource, WebSocketMessage } from '../types.js';
import { RealtimeError } from '../types.js';

/** Time to fetch a fresh token before the old one ends, at most. */
const MARGIN = 60_000;

/** The token at hand, and where the next one comes from. */
export interface Tokens {
  /** Whether there can be another one. */
  renewable: boolean;
  /** Takes the one that the application has; it counts only if there is no source. */
  give(token: string): void;
  /** The one at hand while it is fresh, else a new one. Rejects with `unavailable` if the source fails, `unauthenticated` if there is none. */
  current(): Promise<string>;
  /** It was refused, or ends soon: the next one is fetched. */
  spoil(): void;
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
      if (!source) token = given;
    },
    async current() {
      if (source && (!token || Date.now() >= freshUntil)) {
        try {
          token = await source();
        } catch {
          // What a source throws may hold the request it made, and with it a token.
          throw new RealtimeError('unavailable', 'the token source failed');
        }
        freshUntil = Infinity;
      }
      if (!token) throw new RealtimeError('unauthenticated', 'there is no token');
      return token;
    },
    spoil() {
      if (source) token = '';
    },
    taken({ expiresAt, timestamp }) {
      const life = Date.parse(expiresAt as string) - Date.parse(timestamp!);
      const due = life > 0 ? life - Math.min(MARGIN, life / 4) : Infinity;
      freshUntil = Date.now() + due;
      return due;
    },
  };
}
