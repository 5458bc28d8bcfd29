import { hasAccessPrefix } from '../service/channels.js';
import { RealtimeError } from '../types.js';
import type { PusherChannel, PusherClient } from './PusherConfig.js';

/** Hears what comes on a channel at Pusher, `pusher:…` events too. */
export type ChannelListener = (channel: string, event: string, data: unknown) => void;

interface Followed {
  names: string[];
  settled: Promise<void>;
  settle: (error?: RealtimeError) => void;
}

/** Which of our channels are followed, at which of Pusher's. One of ours may be several there, and one there several of ours. */
export class PusherChannels {
  private readonly followed = new Map<string, Followed>();
  private readonly bound = new Map<string, (event: string, data: unknown) => void>();
  private client: PusherClient | undefined;

  constructor(
    private readonly prefixes: string[],
    private readonly listener: ChannelListener,
    private readonly outcome: { confirmed(channel: string): void; refused(error: RealtimeError): void },
    private readonly refusal: (name: string) => RealtimeError | undefined,
  ) {}

  /** Follows at this client all that is followed; without one, nothing until there is one again. */
  use(client: PusherClient | undefined): void {
    if (this.client && this.client !== client) for (const name of [...this.bound.keys()]) this.leave(name);
    this.client = client;
    for (const { names } of this.followed.values()) names.forEach((name) => this.enter(name));
  }

  /** Settles when Pusher has confirmed all; rejects if it refuses one, and then follows none of them. */
  follow(channel: string): Promise<void> {
    let followed = this.followed.get(channel);
    if (!followed) {
      followed = pending(hasAccessPrefix(channel) ? [channel] : this.prefixes.map((prefix) => prefix + channel));
      this.followed.set(channel, followed);
      followed.names.forEach((name) => this.enter(name));
      this.settleIfSubscribed(channel);
    }
    return followed.settled;
  }

  /** Whoever waits for its subscription no longer does. */
  unfollow(channel: string): void {
    const followed = this.followed.get(channel);
    if (!followed) return;
    this.followed.delete(channel);
    followed.settle();
    for (const name of followed.names) if (this.channelsAt(name).length === 0) this.leave(name);
  }

  isFollowed(channel: string): boolean {
    return this.followed.has(channel);
  }

  private enter(name: string): void {
    if (!this.client || this.bound.has(name)) return;
    try {
      const hears = (event: string, data: unknown) => this.hears(name, event, data);
      this.client.subscribe(name).bind_global(hears);
      this.bound.set(name, hears);
    } catch {
      this.refuse(name, new RealtimeError('invalid_channel', `Pusher takes no channel named ${name}`));
    }
  }

  private leave(name: string): void {
    const channel = this.client?.channel(name);
    const hears = this.bound.get(name);
    this.bound.delete(name);
    if (!channel || !hears) return;
    channel.unbind_global(hears);
    this.client?.unsubscribe(name);
  }

  private hears(name: string, event: string, data: unknown): void {
    if (event === 'pusher:subscription_error') return this.refuse(name, this.refusal(name) ?? refusalOf(data));
    if (event === 'pusher:subscription_succeeded') this.channelsAt(name).forEach((channel) => this.settleIfSubscribed(channel));
    for (const channel of this.channelsAt(name)) this.listener(channel, event, data);
  }

  private settleIfSubscribed(channel: string): void {
    const followed = this.followed.get(channel);
    if (!followed?.names.every((name) => this.client?.channel(name)?.subscribed)) return;
    followed.settle();
    this.outcome.confirmed(channel);
  }

  private refuse(name: string, { code, message }: RealtimeError): void {
    const channel: PusherChannel | undefined = this.client?.channel(name);
    // pusher-js leaves a channel that the server refused pending, and would never ask for it again.
    if (channel) channel.subscriptionPending = false;
    for (const refused of this.channelsAt(name)) {
      const error = new RealtimeError(code, message, refused);
      this.followed.get(refused)?.settle(error);
      this.unfollow(refused);
      this.outcome.refused(error);
    }
  }

  private channelsAt(name: string): string[] {
    return [...this.followed].filter(([, { names }]) => names.includes(name)).map(([channel]) => channel);
  }
}

function pending(names: string[]): Followed {
  let settle: Followed['settle'] = () => undefined;
  const settled = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  return { names, settled, settle };
}

function refusalOf(data: unknown): RealtimeError {
  const { status, error } = (data ?? {}) as { status?: unknown; error?: unknown };
  const code = status === 401 ? 'unauthenticated' : status === 403 || status === undefined ? 'forbidden' : 'unavailable';
  return new RealtimeError(code, typeof error === 'string' && error ? error : 'Pusher refused the subscription');
}
