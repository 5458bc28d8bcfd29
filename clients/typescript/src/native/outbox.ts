import type { WebSocketMessage } from '../types.js';
import { RealtimeError } from '../types.js';

/** The value as it is now, so that it can wait. Throws `invalid_data` for what JSON has no word for. */
export function snapshot<T>(value: T): T {
  try {
    return JSON.parse(JSON.stringify(value)) as T;
  } catch {
    throw new RealtimeError('invalid_data', 'data: a JSON value is expected');
  }
}

/** A message that waits to be sent. */
export interface Waiting {
  frame: WebSocketMessage;
  /** Told when it is handed over, which is once. */
  sent?(): void;
  /** Told instead when it will not be sent. */
  refused(error: RealtimeError): void;
}

/**
 * What is to be sent: kept within a bound while away, and sent in order no faster than the gateway takes it, which closes the
 * connections of those who send more.
 */
export interface Outbox {
  /** Sends it when there is a connection; refuses one too many with `queue_full`. */
  add(one: Waiting): void;
  /** Sends it before all that wait. Of no use after this connection, so that it is dropped while there is none. */
  urgent(frame: WebSocketMessage): void;
  /** There is a connection; these frames go before all that wait. */
  open(write: (frame: WebSocketMessage) => void, urgent: WebSocketMessage[]): void;
  /** There is none for now. */
  pause(): void;
  /** Refuses all that wait. */
  clear(error: RealtimeError): void;
}

/**
 * An empty outbox.
 *
 * @param most how many may wait
 * @param perMinute how many go; 0 for as fast as they come
 */
export function openOutbox(most: number, perMinute: number): Outbox {
  const waiting: Waiting[] = [];
  let first: WebSocketMessage[] = [];
  let write: ((frame: WebSocketMessage) => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let left = 0;
  let counted = 0;
  const each = 60_000 / perMinute;

  /** A bucket that fills steadily and can be emptied at once, as the gateway's is. */
  const mayGo = () => {
    if (perMinute === 0) return true;
    const come = Math.floor((Date.now() - counted) / each);
    left = Math.min(perMinute, left + come);
    counted += come * each;
    return left > 0 && left-- > 0;
  };

  const flush = () => {
    clearTimeout(timer);
    while (write && first.length + waiting.length > 0) {
      if (!mayGo()) {
        timer = setTimeout(flush, each);
        return;
      }
      const urgent = first.shift();
      if (urgent) {
        write(urgent);
      } else {
        const { frame, sent } = waiting.shift()!;
        sent?.();
        write(frame);
      }
    }
  };

  return {
    add(one) {
      waiting.push(one);
      flush();
      if (waiting.length <= most) return;
      waiting.pop();
      one.refused(new RealtimeError('queue_full', `${most} messages wait already`));
    },
    urgent(frame) {
      if (write) first.push(frame);
      flush();
    },
    open(to, urgent) {
      write = to;
      first = urgent;
      left = perMinute;
      counted = Date.now();
      flush();
    },
    pause() {
      write = undefined;
      first = [];
    },
    clear(error) {
      for (const { refused } of waiting.splice(0)) refused(error);
    },
  };
}
