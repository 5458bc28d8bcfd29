import { RealtimeError } from '../types.js';

interface Waiting {
  send: () => Promise<void>;
  done: () => void;
  failed: (error: unknown) => void;
}

/** Sends one after the other, in order, while it is open; the others wait, within a bound. Each is sent once. */
export class SendQueue {
  private readonly waiting: Waiting[] = [];
  private isOpen = false;
  private isBusy = false;

  constructor(private readonly most: number) {}

  /** Settles as `send` does. Rejects with `queue_full` if too many wait already. */
  add(send: () => Promise<void>): Promise<void> {
    if (this.waiting.length >= this.most) {
      return Promise.reject(new RealtimeError('queue_full', `${this.most} messages wait already: this one was not sent`));
    }
    return new Promise((done, failed) => {
      this.waiting.push({ send, done, failed });
      void this.work();
    });
  }

  open(): void {
    this.isOpen = true;
    void this.work();
  }

  pause(): void {
    this.isOpen = false;
  }

  /** Refuses all that wait. */
  clear(error: RealtimeError): void {
    for (const { failed } of this.waiting.splice(0)) failed(error);
  }

  private async work(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    for (let next = this.next(); next; next = this.next()) await next.send().then(next.done, next.failed);
    this.isBusy = false;
  }

  private next(): Waiting | undefined {
    return this.isOpen ? this.waiting.shift() : undefined;
  }
}
