import type { EventCallback, EventInfo, Gap, RealtimeError, RealtimeService } from '../types.js';
import { RecentEvents } from '../service/RecentEvents.js';
import { WebSocketEvent } from '../types.js';
import { holdChannel } from './channelHolds.js';
import { Feed } from './Feed.js';

/** An event and its data. */
export interface ChannelEvent<T = unknown> extends EventInfo {
  data: T;
}

/** What has come on a channel. */
export interface ChannelState<T = unknown> {
  /** Oldest first, the newest of all if there were more than the limit. */
  events: readonly ChannelEvent<T>[];
  lastEvent: ChannelEvent<T> | null;
  /** The last event's. */
  data: T | null;
  /** The last that was lost and cannot be had: read anew what the page shows. */
  gap: Gap | null;
  /** Whether all that was missed has come, and what comes now is new. */
  live: boolean;
  /** Why the subscription was refused. */
  error: RealtimeError | null;
}

export const NOTHING: ChannelState<never> = { events: [], lastEvent: null, data: null, gap: null, live: false, error: null };

/** Follows one channel while somebody reads it. Hears each event once, though others ask for those of the past again. */
export class ChannelFeed<T> extends Feed<ChannelState<T>> {
  private readonly recent = new RecentEvents();

  constructor(
    private readonly service: RealtimeService,
    private readonly channel: string,
    private readonly limit: number,
    private readonly since: string | undefined,
  ) {
    super(NOTHING);
  }

  protected start(): () => void {
    const { service, channel } = this;
    const stops = [
      this.listen('*', (data: T, info) => info.channel === channel && this.event({ ...info, data })),
      this.listen(WebSocketEvent.GAP, (gap: Gap) => gap.channel === channel && this.change({ gap })),
      this.listen(WebSocketEvent.LIVE, (live: { channel: string }) => live.channel === channel && this.change({ live: true })),
      service.onStatus(({ state }) => state !== 'connected' && this.now().live && this.change({ live: false })),
      holdChannel(service, channel),
    ];
    let isWanted = true;
    service.subscribe(channel, this.since === undefined ? undefined : { since: this.since }).then(
      () => isWanted && this.change({ error: null, live: this.now().live || (this.since === undefined && service.isConnected()) }),
      (error: RealtimeError) => isWanted && this.change({ error }),
    );
    return () => {
      isWanted = false;
      stops.forEach((stop) => stop());
    };
  }

  private event(event: ChannelEvent<T>): void {
    const { source, id } = event;
    if (source && id && !this.recent.isNew(this.channel, source, id)) return;
    this.change({ events: [...this.now().events, event].slice(-this.limit), lastEvent: event, data: event.data });
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  private listen(event: string, callback: EventCallback<any>): () => void {
    this.service.on(event, callback);
    return () => this.service.off(event, callback);
  }
}
