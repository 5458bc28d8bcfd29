import type { Transport as Kind, WebSocketMessage } from '../../types.js';
import type { Settings } from '../settings.js';

/**
 * What carries frames. Those over HTTP speak the protocol's frames too: they make requests of those they are given, and frames
 * of the answers, so that nothing above them knows the difference. One that is closed hears no more events.
 */
export interface Transport {
  readonly kind: Kind;
  send(frame: WebSocketMessage): void;
  close(): void;
}

/** What a transport tells. */
export interface Hooks {
  /** A frame came. The first is `authenticated`, if all goes well; `subscribed` comes only where events would come too. */
  frame(message: WebSocketMessage): void;
  /**
   * It has ended, and not by `close()`.
   *
   * @param code as of a WebSocket; 1006 where nothing was said
   * @param afterMs how long to stay away, where it is known
   */
  closed(code: number, afterMs?: number): void;
}

/** Begins to connect. */
export type Dial = (settings: Settings, token: string, hooks: Hooks) => Transport;
