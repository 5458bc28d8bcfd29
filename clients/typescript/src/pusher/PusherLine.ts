import type { StatusChange } from '../service/ObservableService.js';
import type { ConnectionStatus } from '../types.js';
import { RealtimeError } from '../types.js';
import type { PusherClient } from './PusherConfig.js';

/** A Pusher client's connection, told in our words. Its attempts and delays are pusher-js's own; how many there are is ours. */
export class PusherLine {
  private wanted = false;
  private wasConnected = false;
  private attempt = 0;

  constructor(
    readonly client: PusherClient,
    private readonly mostAttempts: number,
    private readonly tell: (change: StatusChange & { state: ConnectionStatus['state'] }) => void,
  ) {
    const { connection } = client;
    connection.bind('state_change', ({ current }: { current: string }) => this.changed(current));
    connection.bind('connecting_in', (seconds: number) => this.retries(seconds * 1_000));
    connection.bind('error', (error: unknown) => (this.lastError = errorOf(error)));
  }

  /** Of the present connection or attempt. */
  private lastError: RealtimeError | undefined;

  open(): void {
    if (this.client.connection.state === 'connected') return this.changed('connected');
    if (!this.wanted) this.tell({ state: 'connecting', ...this.error() });
    this.wanted = true;
    this.client.connect();
  }

  close(): void {
    this.wanted = false;
    this.wasConnected = false;
    this.attempt = 0;
    this.client.disconnect();
    this.tell({ state: 'disconnected', transport: undefined, attempt: 0, delay: 0, retryAt: undefined });
  }

  /** Drops an attempt that is under way or waits, and begins anew. */
  again(): void {
    if (this.client.connection.state === 'connected') return;
    this.attempt = 0;
    this.wanted = false;
    this.client.disconnect();
    this.wanted = true;
    this.client.connect();
  }

  private changed(state: string): void {
    if (state === 'connected') {
      this.wanted = true;
      this.wasConnected = true;
      this.attempt = 0;
      this.lastError = undefined;
      this.tell({ state: 'connected', transport: 'websocket', attempt: 0, delay: 0, retryAt: undefined });
    } else if (!this.wanted) {
      return;
    } else if (state === 'disconnected' || state === 'failed') {
      this.lastError ??= new RealtimeError('not_supported', 'none of the transports of pusher-js works here');
      this.wanted = false;
      this.tell({ state: 'error', transport: undefined, delay: 0, retryAt: undefined, ...this.error() });
    } else if (state === 'connecting' || state === 'unavailable') {
      const again = this.wasConnected || this.attempt > 0 || state === 'unavailable';
      this.tell({ state: again ? 'reconnecting' : 'connecting', transport: undefined, delay: 0, retryAt: undefined, ...this.error() });
    }
  }

  private retries(delay: number): void {
    this.attempt += 1;
    if (this.attempt <= this.mostAttempts) {
      const { attempt } = this;
      this.tell({ state: 'reconnecting', transport: undefined, attempt, delay, retryAt: Date.now() + delay, ...this.error() });
      return;
    }
    this.wanted = false;
    this.tell({ state: 'disconnected', transport: undefined, attempt: this.mostAttempts, delay: 0, retryAt: undefined, ...this.error() });
    // pusher-js sets its timer after it has told of it: only then can it be stopped.
    void Promise.resolve().then(() => this.wanted || this.client.disconnect());
  }

  private error(): { lastError?: RealtimeError } {
    return this.lastError ? { lastError: this.lastError } : {};
  }
}

/** What pusher-js tells of a failure: a close code of Pusher's protocol, or nothing that can be known. */
function errorOf(told: unknown): RealtimeError {
  const data = findData(told);
  if (typeof data?.code !== 'number') return new RealtimeError('network', 'the connection to Pusher failed');
  const code = data.code >= 4200 ? 'closed' : data.code >= 4100 ? 'unavailable' : data.code >= 4000 ? 'refused' : 'network';
  return new RealtimeError(code, `Pusher: ${data.message || 'closed'} (${data.code})`);
}

function findData(told: unknown): { code?: unknown; message?: unknown } | undefined {
  const { data, error } = (told ?? {}) as { data?: object; error?: { data?: object } };
  return data ?? error?.data;
}
