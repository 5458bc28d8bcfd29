import { channelsOf, presenceChannel } from '../service/channels.js';
import type { StatusChange } from '../service/ObservableService.js';
import { ObservableService } from '../service/ObservableService.js';
import { RecentEvents } from '../service/RecentEvents.js';
import type { ConnectionStatus, PresenceMember, RealtimeService, WebSocketMessage } from '../types.js';
import { RealtimeError, WebSocketEvent } from '../types.js';
import { ChannelAuthorizer } from './ChannelAuthorizer.js';
import { eventOfPusher } from './eventOfPusher.js';
import { gatewayAddress, post } from './gatewayRequest.js';
import { memberOfPusher } from './members.js';
import { PusherChannels } from './PusherChannels.js';
import type { PusherClass, PusherClient, PusherConfig } from './PusherConfig.js';
import { PusherLine } from './PusherLine.js';
import { SendQueue } from './SendQueue.js';

/**
 * Events over Pusher. What a client publishes goes to the gateway, or the application, by HTTP, and comes back over Pusher.
 * Pusher keeps no past: what was missed while away is not brought back, and `since` has no effect.
 */
export class PusherWebSocketService extends ObservableService implements RealtimeService {
  private readonly channels: PusherChannels;
  private readonly authorizer: ChannelAuthorizer;
  private readonly queue: SendQueue;
  private readonly recent = new RecentEvents();
  private authToken = '';
  private line: PusherLine | undefined;

  /**
   * @param config where Pusher and the gateway are
   * @param pusher pusher-js's class, or a client made with it, whose own options then count
   */
  constructor(
    private readonly config: PusherConfig,
    private readonly pusher: PusherClass | PusherClient,
  ) {
    super();
    if (typeof pusher === 'function' && !config.key) throw new RealtimeError('invalid_config', 'key: the key of a Pusher app is expected');
    this.queue = new SendQueue(config.maxQueued ?? 100);
    this.authorizer = new ChannelAuthorizer(() => this.authAddress(), () => this.token(), config.fetch);
    this.channels = new PusherChannels(
      config.prefixes ?? ['private-', ''],
      (channel, event, data) => this.heard(channel, event, data),
      { confirmed: (channel) => this.heardNotice(WebSocketEvent.LIVE, { channel }), refused: (lastError) => this.changeStatus({ lastError }) },
      (name) => this.authorizer.refusal(name),
    );
  }

  connect(_userId: string, authToken: string): Promise<void> {
    this.authToken = authToken;
    this.line ??= new PusherLine(this.client(), this.config.maxReconnectAttempts ?? 10, (change) => this.lineChanged(change));
    this.channels.use(this.line.client);
    this.line.open();
    return this.connected();
  }

  async disconnect(): Promise<void> {
    this.line?.close();
    this.queue.clear(new RealtimeError('closed', 'disconnected before it was sent'));
  }

  reconnect(): void {
    this.line?.again();
  }

  subscribe(channel: string): Promise<void> {
    return this.channels.follow(channel);
  }

  async unsubscribe(channel: string): Promise<void> {
    this.channels.unfollow(channel);
  }

  send(channel: string, event: string, data: unknown): Promise<void> {
    return this.queue.add(async () => {
      const address = gatewayAddress(this.config.apiUrl ?? '', '/api/websocket/send');
      const body = { type: 'application/json', text: JSON.stringify({ channel, event, data }) };
      await post(address, await this.token(), body, this.config.fetch);
    });
  }

  /** `subscribe`, `unsubscribe`, `publish` and `ping` do what they do at the gateway; others are answered with an `error`. */
  sendMessage(message: WebSocketMessage): void {
    const { type, id, povId, teamId, event } = message;
    const repeated = Object.fromEntries(Object.entries({ id, povId, teamId }).filter(([, value]) => value !== undefined));
    const answer = (done: string, channel: string, action: Promise<void>) =>
      void action.then(
        () => this.heardMessage({ type: done, channel, ...repeated }),
        (error: unknown) => this.heardMessage({ ...errorMessage(error), channel, ...repeated }),
      );
    const channels = channelsOf(message);
    if (type === 'ping' && this.isConnected()) this.heardMessage({ type: 'pong', ...repeated });
    else if (type === 'subscribe') for (const channel of channels) answer('subscribed', channel, this.subscribe(channel));
    else if (type === 'unsubscribe') for (const channel of channels) answer('unsubscribed', channel, this.unsubscribe(channel));
    else if (type === 'publish' && channels[0]) answer('published', channels[0], this.send(channels[0], String(event), message.data));
    else this.heardMessage({ ...errorMessage(new RealtimeError('not_supported', `${type} cannot be said over Pusher`)), ...repeated });
  }

  subscribePresence(channel: string): Promise<void> {
    return this.channels.follow(presenceChannel(channel));
  }

  /** Empty if the channel's presence is not subscribed. */
  async getPresenceMembers(channel: string): Promise<PresenceMember[]> {
    const name = presenceChannel(channel);
    if (!this.channels.isFollowed(name)) return [];
    await this.channels.follow(name);
    const members = this.line?.client.channel(name)?.members?.members ?? {};
    return Object.entries(members).map(([id, told]) => memberOfPusher(id, told));
  }

  private heard(channel: string, type: string, data: unknown): void {
    if (type === 'pusher:member_added' || type === 'pusher:member_removed') {
      const { id, info } = data as { id: string; info: unknown };
      const event = type === 'pusher:member_added' ? WebSocketEvent.MEMBER_ONLINE : WebSocketEvent.MEMBER_OFFLINE;
      return this.heardEvent(memberOfPusher(id, info), { type: event, channel });
    }
    if (type.startsWith('pusher:')) return;
    const event = eventOfPusher(type, channel, data, this.config.identity ?? '_event');
    const { id, source } = event.info;
    if (id === undefined || source === undefined || this.recent.isNew(channel, source, id)) this.heardEvent(event.data, event.info);
  }

  private lineChanged(change: StatusChange): void {
    if (change.state === 'connected') this.queue.open();
    else this.queue.pause();
    this.changeStatus(change);
  }

  /** Settles with the attempt that is under way. */
  private connected(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = ({ state, attempt, lastError }: ConnectionStatus) => {
        if (state === 'connecting' || state === 'reconnecting') return;
        stop();
        if (state === 'connected') resolve();
        else reject(lastError && (state === 'error' || attempt > 0) ? lastError : new RealtimeError('closed', 'disconnected before it was connected'));
      };
      const stop = this.onStatus(settle);
      settle(this.status);
    });
  }

  private client(): PusherClient {
    if (typeof this.pusher !== 'function') return this.pusher;
    const { key, cluster, wsHost, wsPort, wssPort, forceTLS, options } = this.config;
    const named = Object.entries({ wsHost, wsPort, wssPort, forceTLS }).filter(([, value]) => value !== undefined);
    const all = {
      cluster: cluster ?? '',
      ...Object.fromEntries(named),
      channelAuthorization: { customHandler: this.authorizer.authorize },
      ...options,
    };
    return new this.pusher(key ?? '', all as never);
  }

  private authAddress(): string {
    const base = globalThis.location?.href ?? gatewayAddress(this.config.apiUrl ?? '', '/');
    return new URL(this.config.authEndpoint ?? '/api/auth/websocket', base).href;
  }

  private async token(): Promise<string> {
    return this.config.token ? this.config.token() : this.authToken;
  }
}

function errorMessage(error: unknown): WebSocketMessage {
  const { code, message } = error as RealtimeError;
  return { type: 'error', code, message, error: message };
}
