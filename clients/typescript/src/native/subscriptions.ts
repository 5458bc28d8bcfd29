import type { SubscribeOptions, WebSocketMessage } from '../types.js';
import { RealtimeError } from '../types.js';
import type { Places } from './places.js';

/** A channel that is followed. */
interface Followed {
  /** The channel as it was named: `{channel}`, `{povId}` or `{teamId}`. */
  named: WebSocketMessage | object;
  /** What was wished for where there is no place yet. */
  since: string | undefined;
  /** Whether its events are heard, or only who comes and goes. */
  events: boolean;
  active: boolean;
  waiting: { resolve(): void; reject(error: RealtimeError): void }[];
}

/** The channels that are followed, whether there is a connection or not. */
export class Subscriptions {
  private readonly followed = new Map<string, Followed>();

  constructor(
    private readonly places: Places,
    /** Sends a frame if there is a connection. */
    private readonly send: (frame: WebSocketMessage) => void,
  ) {}

  get size(): number {
    return this.followed.size;
  }

  /** Follows a channel; settles when the gateway says so. */
  follow(channel: string, named: object, events: boolean, { since }: SubscribeOptions = {}): Promise<void> {
    let one = this.followed.get(channel);
    if (!one) this.followed.set(channel, (one = { named, since, events, active: false, waiting: [] }));
    one.events ||= events;
    one.since = since ?? one.since;
    if (since !== undefined) this.places.forget(channel);
    if (one.active && since === undefined) return Promise.resolve();
    one.active = false;
    this.send(this.wish(channel, one));
    return new Promise((resolve, reject) => one.waiting.push({ resolve, reject }));
  }

  /** Follows it no longer, and forgets its place. */
  unfollow(channel: string): void {
    const one = this.followed.get(channel);
    if (!one) return;
    this.drop(channel, new RealtimeError('closed', 'unsubscribed before it was subscribed', channel));
    this.places.forget(channel);
    this.send({ type: 'unsubscribe', ...one.named });
  }

  /** There is a connection: everything is followed from where it was left. */
  resume(): void {
    for (const [channel, one] of this.followed) this.send(this.wish(channel, one));
  }

  /** There is none. */
  pause(): void {
    for (const one of this.followed.values()) one.active = false;
  }

  /** Whether a frame of a channel is to be heard. */
  hears({ channel, type }: WebSocketMessage): boolean {
    const one = this.followed.get(channel as string);
    return one !== undefined && (one.events || type.startsWith('member-'));
  }

  /** The gateway says where one stands. */
  moved({ channel, cursor }: WebSocketMessage): void {
    if (typeof cursor === 'string' && this.followed.has(channel as string)) this.places.set(channel as string, cursor);
  }

  /** A channel is followed. What was wished for counts until there is a place. */
  subscribed({ channel }: WebSocketMessage): void {
    const one = this.followed.get(channel as string);
    if (!one) return;
    one.active = true;
    for (const { resolve } of one.waiting.splice(0)) resolve();
  }

  /**
   * The gateway refuses a channel, or gives it up. A kept place that it does not know is given up instead.
   *
   * @returns whether the channel goes on without what was missed
   */
  refused(channel: string, error: RealtimeError): boolean {
    const one = this.followed.get(channel);
    if (one && error.code === 'invalid_cursor' && this.places.of(channel) !== undefined) {
      this.places.forget(channel);
      this.send(this.wish(channel, one));
      return true;
    }
    this.drop(channel, error);
    return false;
  }

  private drop(channel: string, error: RealtimeError): void {
    const one = this.followed.get(channel);
    this.followed.delete(channel);
    one?.waiting.forEach(({ reject }) => reject(error));
  }

  private wish(channel: string, { named, since }: Followed): WebSocketMessage {
    const from = this.places.of(channel) ?? since;
    return { type: 'subscribe', ...named, ...(from === undefined ? {} : { since: from }) };
  }
}
