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
export class Outbox {
  private waiting: Waiting[] = [];
  private first: WebSocketMessage[] = [];
  private write: ((frame: WebSocketMessage) => void) | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private left = 0;
  private counted = 0;

  /** @param perMinute 0 for as fast as it comes */
  constructor(
    private readonly most: number,
    private readonly perMinute: number,
  ) {}

  /** Sends it when there is a connection; refuses one too many with `queue_full`. */
  add(one: Waiting): void {
    if (this.waiting.length >= this.most && !this.free()) {
      one.refused(new RealtimeError('queue_full', `${this.most} messages wait already: this one was not sent`));
      return;
    }
    this.waiting.push(one);
    this.flush();
  }

  /** Sends it before all that wait. Of no use after this connection, so that it is dropped while there is none. */
  urgent(frame: WebSocketMessage): void {
    if (!this.write) return;
    this.first.push(frame);
    this.flush();
  }

  /** There is a connection. */
  open(write: (frame: WebSocketMessage) => void): void {
    this.write = write;
    this.left = this.perMinute;
    this.counted = Date.now();
    this.flush();
  }

  /** There is none for now. */
  pause(): void {
    clearTimeout(this.timer);
    this.write = undefined;
    this.first = [];
  }

  /** Refuses all that wait. */
  clear(error: RealtimeError): void {
    for (const one of this.waiting.splice(0)) one.refused(error);
  }

  private free(): boolean {
    return this.write !== undefined && this.waiting.length === 0;
  }

  private flush(): void {
    clearTimeout(this.timer);
    while (this.write && this.first.length + this.waiting.length > 0) {
      if (!this.mayGo()) {
        this.timer = setTimeout(() => this.flush(), 60_000 / this.perMinute);
        return;
      }
      const urgent = this.first.shift();
      if (urgent) {
        this.write(urgent);
      } else {
        const one = this.waiting.shift()!;
        one.sent?.();
        this.write(one.frame);
      }
    }
  }

  /** A bucket that fills steadily and can be emptied at once, as the gateway's is. */
  private mayGo(): boolean {
    if (this.perMinute === 0) return true;
    const each = 60_000 / this.perMinute;
    const come = Math.floor((Date.now() - this.counted) / each);
    if (come > 0) {
      this.left = Math.min(this.perMinute, this.left + come);
      this.counted += come * each;
    }
    if (this.left === 0) return false;
    this.left--;
    return true;
  }
}
