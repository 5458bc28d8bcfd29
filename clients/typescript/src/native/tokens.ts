import type { TokenSource, WebSocketMessage } from '../types.js';
import { RealtimeError } from '../types.js';

/** Time to fetch a fresh token before the old one ends, at most. */
const MARGIN = 60_000;

/** The token at hand, and where the next one comes from. */
export class Tokens {
  private token: string | undefined;
  private freshUntil = Infinity;

  constructor(private readonly source: TokenSource | undefined) {}

  /** Whether there can be another one. */
  get renewable(): boolean {
    return this.source !== undefined;
  }

  /** Takes the one that the application has; it counts only if there is no source. */
  give(token: string): void {
    if (!this.source) this.token = token;
  }

  /** The one at hand while it is fresh, else a new one. Rejects with `unavailable` if the source fails, `unauthenticated` if there is none. */
  async current(): Promise<string> {
    if (this.source && (this.token === undefined || Date.now() >= this.freshUntil)) {
      try {
        this.token = await this.source();
      } catch {
        // What a source throws may hold the request it made, and with it a token.
        throw new RealtimeError('unavailable', 'the token source failed');
      }
      this.freshUntil = Infinity;
    }
    if (!this.token) throw new RealtimeError('unauthenticated', 'there is no token');
    return this.token;
  }

  /** It was refused: the next one is fetched. */
  spoil(): void {
    if (this.source) this.token = undefined;
  }

  /** Takes from the `authenticated` frame, by the gateway's clock, how long it lives. Returns in how many milliseconds to fetch the next. */
  taken(frame: WebSocketMessage): number {
    const life = Date.parse(frame['expiresAt'] as string) - Date.parse(frame.timestamp as string);
    if (!(life > 0)) return Infinity;
    const due = life - Math.min(MARGIN, life / 4);
    this.freshUntil = Date.now() + due;
    return due;
  }
}
