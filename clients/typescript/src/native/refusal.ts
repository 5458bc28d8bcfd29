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
const HOPELESS = new Set<unknown>([1002, 1003, 1007, 1009]);
const BAD_TOKEN = new Set<unknown>([4401, 'unauthenticated', 'token_expired']);

/** Decides by the close code and, where a stream has none, by the error that came before it. */
export function next(close: number, error: string | undefined): Next {
  if (BAD_TOKEN.has(close) || (close === 1006 && BAD_TOKEN.has(error))) return 'fresh token';
  return HOPELESS.has(close) ? 'stop' : 'retry';
}
