import type { WebSocketMessage } from '../types.js';
import { RealtimeError } from '../types.js';
import { refusal } from './refusal.js';

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

  /** To send it again might double it, which only the application can judge. */
  const unknown = (id: unknown, code: string, what: string) =>
    take(id)?.reject(new RealtimeError(code, `${what}: it may have been taken, or not`));

  return {
    id: () => `~${++count}`,
    sent({ id }, resolve, reject) {
      const timer = setTimeout(() => unknown(id, 'timeout', 'no answer came in time'), PATIENCE);
      pending.set(id, { resolve, reject, timer });
    },
    settle(frame) {
      const one = take(frame['id']);
      if (frame.type === 'error') one?.reject(refusal(frame));
      else one?.resolve(frame);
      return one !== undefined;
    },
    lost() {
      for (const id of [...pending.keys()]) unknown(id, 'closed', 'the connection was lost before the answer');
    },
  };
}
