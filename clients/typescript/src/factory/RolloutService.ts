import { channelsOf, presenceChannel } from '../service/channels.js';
import { ObservableService } from '../service/ObservableService.js';
import { RecentEvents } from '../service/RecentEvents.js';
import type { EventInfo, Gap, PresenceMember, RealtimeService, SubscribeOptions, WebSocketMessage } from '../types.js';
import { WebSocketEvent } from '../types.js';

/** Channels that have a provider of their own. */
export interface Place {
  /** `*` is any run of characters; it fits a name with its access prefix or without. */
  pattern: string;
  provider: string;
}

/** Events of a channel by which doubles are told: as many as one provider may be behind the other. */
const RECENT = 10_000;
const ACCESS = /^((private|presence|cache)-)+/;

/**
 * One service over several, amid a migration. A channel with a provider of its own is followed there alone, any other at each
 * of the user's providers. Each event comes by each of them and is heard once: told by channel, source and id, the first to
 * come counts. What is shown, sent and asked for goes by the user's own provider, or by the channel's.
 */
export class RolloutService extends ObservableService implements RealtimeService {
  /** By channel. Who asks for a place by name may ask for what it has had. */
  private readonly recent = new Map<string, RecentEvents>();
  private readonly own: RealtimeService;

  /**
   * A service over these.
   *
   * @param services by provider; nobody else uses them
   * @param providers of the user, their own first
   * @param places the first that fits a channel counts
   */
  constructor(
    private readonly services: ReadonlyMap<string, RealtimeService>,
    private readonly providers: readonly string[],
    private readonly places: readonly Place[],
  ) {
    super();
    this.own = services.get(providers[0]!)!;
    this.own.onStatus((status) => this.changeStatus({ retryAt: undefined, transport: undefined, lastError: undefined, ...status }));
    for (const service of services.values()) {
      service.on('*', (data, info) => this.heard(data, info));
      service.on(WebSocketEvent.GAP, (gap: Gap) => this.heardNotice(WebSocketEvent.GAP, gap));
      service.on(WebSocketEvent.LIVE, (live: { channel: string }) => this.heardNotice(WebSocketEvent.LIVE, live));
    }
  }

  async connect(userId: string, authToken: string): Promise<void> {
    const others = [...this.services.values()].filter((service) => service !== this.own);
    // What the others have to say of themselves they say by trying again; the user's own decides.
    for (const other of others) void other.connect(userId, authToken).catch(() => {});
    await this.own.connect(userId, authToken);
  }

  async disconnect(): Promise<void> {
    await this.all([...this.services.values()], (service) => service.disconnect());
  }

  reconnect(): void {
    for (const service of this.services.values()) service.reconnect();
  }

  subscribe(channel: string, options?: SubscribeOptions): Promise<void> {
    this.remember(channel, options?.since);
    return this.at(channel, (service) => service.subscribe(channel, options));
  }

  unsubscribe(channel: string): Promise<void> {
    this.recent.delete(channel);
    return this.at(channel, (service) => service.unsubscribe(channel));
  }

  send(channel: string, event: string, data: unknown): Promise<void> {
    return this.first(channel).send(channel, event, data);
  }

  subscribePresence(channel: string): Promise<void> {
    return this.first(presenceChannel(channel)).subscribePresence(channel);
  }

  getPresenceMembers(channel: string): Promise<PresenceMember[]> {
    return this.first(presenceChannel(channel)).getPresenceMembers(channel);
  }

  sendMessage(message: WebSocketMessage): void {
    const { type } = message;
    const isFollowing = type === 'subscribe' || type === 'unsubscribe';
    const parts = new Map<RealtimeService, string[]>();
    for (const channel of channelsOf(message)) {
      if (type === 'subscribe') this.remember(channel, message['since']);
      else if (type === 'unsubscribe') this.recent.delete(channel);
      for (const service of isFollowing ? this.of(channel) : [this.first(channel)]) {
        parts.set(service, [...(parts.get(service) ?? []), channel]);
      }
    }
    if (parts.size === 0) this.own.sendMessage(message);
    for (const [service, channels] of parts) service.sendMessage(message['channels'] ? { ...message, channels } : message);
  }

  private remember(channel: string, since: unknown): void {
    if (since !== undefined || !this.recent.has(channel)) this.recent.set(channel, new RecentEvents(RECENT));
  }

  /** Those that carry a channel. */
  private of(channel: string): RealtimeService[] {
    const place = this.places.find(({ pattern }) => fits(pattern, channel) || fits(pattern, channel.replace(ACCESS, '')));
    const names = place ? [place.provider] : this.providers;
    return names.map((name) => this.services.get(name)!);
  }

  private first(channel: string): RealtimeService {
    return this.of(channel)[0]!;
  }

  private at(channel: string, call: (service: RealtimeService) => Promise<void>): Promise<void> {
    return this.all(this.of(channel), call);
  }

  /** Settles with the user's own, which is the first; the others may take their time. */
  private async all(services: RealtimeService[], call: (service: RealtimeService) => Promise<void>): Promise<void> {
    const [first, ...others] = services.map(call);
    for (const other of others) other.catch(() => {});
    await first;
  }

  private heard(data: unknown, info: EventInfo): void {
    const { channel = '', source, id } = info;
    if (source !== undefined && id !== undefined && this.recent.get(channel)?.isNew(channel, source, id) === false) return;
    this.heardEvent(data, info);
  }
}

function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
