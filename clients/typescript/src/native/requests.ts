import type { WebSocketMessage } from '../types.js';
import { RealtimeError } from '../types.js';
import { refusal } from './refusal.js';

/** Said when nobody knows whether the gateway has had a request: to send it again might double it, which only the application can judge. */
export const LOST = 'no answer: it may have been taken, or not';
/** Until an answer, in milliseconds. */
const PATIENCE = 30_000;

interface Pending {
  resolve(answer: WebSocketMessage): void;
  reject(error: RealtimeError): void;
  timer: ReturnType<typeof setTimeout>;
}

/** Requests that were sent and wait for their answers, by id. */
export interface Requests {
  /** An id that no application uses. */
  id(): string;
  /** A request is on its way; its answer is for these. */
  sent(frame: WebSocketMessage, resolve: Pending['resolve'], reject: Pending['reject']): void;
  /** Whether a frame is the answer to one of them. */
  settle(frame: WebSocketMessage): boolean;
  /** The connection is gone, and every answer with it. */
  lost(): void;
}

/** None yet. */
export function keepRequests(): Requests {
  const pending = new Map<unknown, Pending>();
  let count = 0;

  const take = (id: unknown) => {
    const one = pending.get(id);
    clearTimeout(one?.timer);
    pending.delete(id);
    return one;
  };

  const lost = (id: unknown, code: string) => take(id)?.reject(new RealtimeError(code, LOST));

  return {
    id: () => `~${++count}`,
    sent({ id }, resolve, reject) {
      const timer = setTimeout(() => lost(id, 'timeout'), PATIENCE);
      pending.set(id, { resolve, reject, timer });
    },
    settle(frame) {
      const one = take(frame['id']);
      if (frame.type === 'error') one?.reject(refusal(frame));
      else one?.resolve(frame);
      return one !== undefined;
    },
    lost() {
      for (const id of [...pending.keys()]) lost(id, 'closed');
    },
  };
}
