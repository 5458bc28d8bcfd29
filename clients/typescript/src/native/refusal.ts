import type { WebSocketMessage } from '../types.js';
import { RealtimeError } from '../types.js';

/** An `error` frame as an error. */
export function refusal(frame: WebSocketMessage): RealtimeError {
  const message = frame['message'] ?? frame.error ?? 'refused';
  return new RealtimeError(String(frame['code'] ?? 'unknown'), String(message), frame['channel'] as string | undefined);
}

/** What is to be done after a connection has ended. */
export type Next = 'retry' | 'fresh token' | 'stop';

/** Codes of protocol and of closes after which the same would only happen again. */
const HOPELESS = /^100[2379]$/;
const BAD_TOKEN = /^(4401|unauthenticated|token_expired)$/;

/** Decides by the close code and, where a stream has none, by the error that came before it. */
export function next(close: number, error: string | undefined): Next {
  const why = (close === 1006 ? error : close) as string;
  if (BAD_TOKEN.test(why)) return 'fresh token';
  return HOPELESS.test(why) ? 'stop' : 'retry';
}
