import type { RealtimeError, SubscribeOptions, WebSocketMessage } from '../types.js';
import { RecentEvents } from '../service/RecentEvents.js';
import type { Places } from './places.js';

/**
 * Events of a channel by which doubles are told: these come close to the first, after a reconnect from a cursor or a change of
 * the transport. A quiet channel takes no more room than it has events.
 */
const RECENT = 1_000;

/** A channel that is followed. */
interface Followed {
  /** The channel as it was named: `{channel}`, `{povId}` or `{teamId}`. */
  named: object;
  /** What was wished for; counts until there is a place. */
  since: string | undefined;
  /** Whether its events are heard, or only who comes and goes. */
  events: boolean;
  /** Those since it was asked for from a place that the application named, which may be for what it has had. */
  recent: RecentEvents;
  active: boolean;
  waiting: { resolve(): void; reject(error: RealtimeError): void }[];
}

/** The channels that are followed, whether there is a connection or not. */
export interface Subscriptions {
  size(): number;
  /** Follows a channel; settles when the gateway says so. */
  follow(channel: string, named: object, events: boolean, options?: SubscribeOptions): Promise<void>;
  /** Follows it no longer, and forgets its place. */
  unfollow(channel: string): void;
  /** What to ask for on a new connection: everything is followed from where it was left. */
  wishes(): WebSocketMessage[];
  /** There is none. */
  pause(): void;
  /** Whether a frame of a channel is to be heard. */
  hears(frame: WebSocketMessage): boolean;
  /** Whether it is an event to be heard that was not heard before. */
  isNew(frame: WebSocketMessage): boolean;
  /** The gateway may say where one stands; until it has answered, it says where one stood. */
  moved(frame: WebSocketMessage): void;
  /** A channel is followed. */
  subscribed(frame: WebSocketMessage): void;
  /**
   * The gateway refuses a channel, or gives it up. A kept place that it does not know is given up instead.
   *
   * @returns whether the channel goes on without what was missed
   */
  refused(channel: string, error: RealtimeError): boolean;
}

/**
 * None yet.
 *
 * @param send does so if there is a connection
 */
export function keepSubscriptions(places: Places, send: (frame: WebSocketMessage) => void): Subscriptions {
  const followed = new Map<unknown, Followed>();

  const wish = (channel: unknown, { named, since }: Followed) => {
    const from = places.of(channel as string) ?? since;
    return { type: 'subscribe', ...named, ...(from && { since: from }) };
  };

  /** Whoever waits for it no longer does; without an error, because nobody wants it any more. */
  const drop = (channel: string, error?: RealtimeError) => {
    const one = followed.get(channel);
    followed.delete(channel);
    one?.waiting.forEach(({ resolve, reject }) => (error ? reject(error) : resolve()));
    return one;
  };

  const hears = ({ channel, type }: WebSocketMessage) => {
    const one = followed.get(channel);
    return one !== undefined && (one.events || type.startsWith('member-'));
  };

  return {
    size: () => followed.size,
    async follow(channel, named, events, { since } = {}) {
      const one = followed.get(channel) ?? { named, since, events, recent: new RecentEvents(RECENT), active: false, waiting: [] };
      followed.set(channel, one);
      one.events ||= events;
      if (since) {
        one.since = since;
        one.recent = new RecentEvents(RECENT);
        places.forget(channel);
      } else if (one.active) {
        return;
      }
      one.active = false;
      send(wish(channel, one));
      return new Promise((resolve, reject) => one.waiting.push({ resolve, reject }));
    },
    unfollow(channel) {
      const one = drop(channel);
      places.forget(channel);
      if (one) send({ type: 'unsubscribe', ...one.named });
    },
    wishes: () => [...followed].map(([channel, one]) => wish(channel, one)),
    pause: () => followed.forEach((one) => (one.active = false)),
    hears,
    isNew(frame) {
      const { channel, source, id } = frame as { channel: string; source?: string; id?: string } & WebSocketMessage;
      return hears(frame) && (!source || !id || followed.get(channel)!.recent.isNew(channel, source, id));
    },
    moved({ channel, cursor }) {
      if (cursor && followed.get(channel)?.active) places.set(channel as string, String(cursor));
    },
    subscribed({ channel }) {
      const one = followed.get(channel);
      if (!one) return;
      one.active = true;
      for (const { resolve } of one.waiting.splice(0)) resolve();
    },
    refused(channel, error) {
      const one = followed.get(channel);
      if (one && error.code === 'invalid_cursor' && places.of(channel)) {
        places.forget(channel);
        send(wish(channel, one));
        return true;
      }
      drop(channel, error);
      return false;
    },
  };
}
