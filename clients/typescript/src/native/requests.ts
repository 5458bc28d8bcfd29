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
export class Requests {
  private readonly pending = new Map<string, Pending>();
  private count = 0;

  /** An id that no application uses. */
  id(): string {
    return `~${++this.count}`;
  }

  /** The answer to a request that is on its way now. */
  sent(frame: WebSocketMessage, resolve: Pending['resolve'], reject: Pending['reject']): void {
    const id = frame['id'] as string;
    const timer = setTimeout(() => this.take(id)?.reject(unknown('timeout', 'no answer came in time')), PATIENCE);
    this.pending.set(id, { resolve, reject, timer });
  }

  /** Whether a frame is the answer to one of them. */
  settle(frame: WebSocketMessage): boolean {
    const one = this.take(frame['id'] as string);
    if (!one) return false;
    if (frame.type === 'error') one.reject(refusal(frame));
    else one.resolve(frame);
    return true;
  }

  /** The connection is gone, and every answer with it. */
  lost(): void {
    for (const id of [...this.pending.keys()]) {
      this.take(id)?.reject(unknown('closed', 'the connection was lost before the answer'));
    }
  }

  private take(id: string): Pending | undefined {
    const one = this.pending.get(id);
    if (one) clearTimeout(one.timer);
    this.pending.delete(id);
    return one;
  }
}

/** To send it again might double it, which only the application can judge. */
function unknown(code: string, what: string): RealtimeError {
  return new RealtimeError(code, `${what}: it may have been taken, or not`);
}
