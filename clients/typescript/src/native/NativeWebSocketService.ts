import { channelsOf, presenceChannel } from '../service/channels.js';
import { ObservableService } from '../service/ObservableService.js';
import type { EventInfo, PresenceMember, RealtimeService, SubscribeOptions, WebSocketConfig, WebSocketMessage } from '../types.js';
import { RealtimeError, WebSocketEvent } from '../types.js';
import { type Connection, keepConnection } from './connection.js';
import { climb } from './ladder.js';
import { openOutbox, type Outbox, snapshot } from './outbox.js';
import { watchPage } from './page.js';
import { keepPlaces, type Places } from './places.js';
import { refusal } from './refusal.js';
import { keepRequests } from './requests.js';
import { settle } from './settings.js';
import { keepSubscriptions, type Subscriptions } from './subscriptions.js';
import { keepTokens, type Tokens } from './tokens.js';

/** The provider that speaks the gateway's own protocol. Nothing but `connect` connects. */
export class NativeWebSocketService extends ObservableService implements RealtimeService {
  readonly #tokens: Tokens;
  readonly #places: Places;
  readonly #outbox: Outbox;
  readonly #requests = keepRequests();
  readonly #subscriptions: Subscriptions;
  readonly #connection: Connection;
  #userId: string | undefined;
  #unwatch: (() => void) | undefined;
  #connecting: { resolve(): void; reject(error: RealtimeError): void }[] = [];

  /** Throws a {@link RealtimeError} with code `invalid_config` that names what is wrong. */
  constructor(config: WebSocketConfig) {
    super();
    const settings = settle(config);
    this.#tokens = keepTokens(config.token);
    this.#places = keepPlaces(config.cursors, this);
    this.#outbox = openOutbox(settings.maxQueued, settings.maxMessagesPerMinute);
    this.#subscriptions = keepSubscriptions(this.#places, (frame) => this.#outbox.urgent(frame));
    const ladder = climb(settings.transports, () => this.#subscriptions.size());
    this.#connection = keepConnection(settings, this.#tokens, ladder, {
      opened: () => this.#opened(),
      frame: (frame) => this.#heard(frame),
      lost: (kind) => {
        this.#outbox.pause();
        this.#subscriptions.pause();
        // What goes by HTTP requests is answered whatever becomes of the stream beside them.
        if (kind === 'websocket') this.#requests.lost();
      },
      ended: (error) => this.#ended(error),
      status: (change) => this.changeStatus(change),
    });
  }

  async connect(userId: string, authToken: string): Promise<void> {
    if (this.#userId !== undefined && this.#userId !== userId) await this.disconnect();
    this.#userId = userId;
    const isAnother = this.#tokens.give(authToken);
    await this.#places.load();
    if (this.#userId !== userId) throw new RealtimeError('closed', 'disconnected');
    if (this.#connection.isOpen()) {
      if (isAnother) this.#connection.send({ type: 'auth', token: authToken });
      return;
    }
    const settled = new Promise<void>((resolve, reject) => this.#connecting.push({ resolve, reject }));
    this.#unwatch ??= watchPage({
      shown: () => this.#shown(),
      hidden: () => {
        this.#places.save();
        this.#connection.hidden();
      },
      network: () => this.#connection.look(),
    });
    if (!this.#connection.isTrying()) this.#connection.start();
    return settled;
  }

  async disconnect(): Promise<void> {
    const error = new RealtimeError('closed', 'disconnected');
    this.#userId = undefined;
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#places.save();
    this.#connection.stop();
    this.#outbox.pause();
    this.#subscriptions.pause();
    this.#requests.lost();
    this.#outbox.clear(error);
    this.#rejectConnecting(error);
  }

  reconnect(): void {
    if (this.#userId !== undefined && !this.#connection.isOpen()) this.#connection.start();
  }

  subscribe(channel: string, options?: SubscribeOptions): Promise<void> {
    return this.#subscriptions.follow(channel, { channel }, true, options);
  }

  async unsubscribe(channel: string): Promise<void> {
    this.#subscriptions.unfollow(channel);
  }

  async send(channel: string, event: string, data: unknown): Promise<void> {
    await this.#ask({ type: 'publish', channel, event, data: snapshot(data ?? null) });
  }

  /** Hears who comes and goes, and nothing else: for the events of `presence-<channel>`, subscribe to it by that name. */
  subscribePresence(channel: string): Promise<void> {
    return this.#subscriptions.follow(presenceChannel(channel), { channel: presenceChannel(channel) }, false);
  }

  /** Rejects with `too_large` where there are more than the gateway lists, which is 1,000. */
  async getPresenceMembers(channel: string): Promise<PresenceMember[]> {
    const answer = await this.#ask({ type: 'presence', channel: presenceChannel(channel) });
    if (answer['members']) return answer['members'] as PresenceMember[];
    throw new RealtimeError('too_large', `${String(answer['count'])} members are too many`, channel);
  }

  sendMessage(message: WebSocketMessage): void {
    const { type, since, povId, teamId } = message;
    const failed = (error: RealtimeError) => this.changeStatus({ lastError: error });
    if (type === 'subscribe' || type === 'unsubscribe') {
      const channels = channelsOf(message);
      if (channels.length === 0) failed(new RealtimeError('invalid_message', `${type}: a channel is expected`));
      for (const channel of channels) {
        const named = message['channel'] || message['channels'] ? { channel } : povId ? { povId } : { teamId };
        if (type === 'unsubscribe') this.#subscriptions.unfollow(channel);
        else this.#subscriptions.follow(channel, named, true, since === undefined ? {} : { since: String(since) }).catch(() => {});
      }
    } else {
      this.#outbox.add({ frame: { id: '~', ...snapshot(message) }, refused: failed });
    }
  }

  #ask(frame: WebSocketMessage): Promise<WebSocketMessage> {
    return new Promise((resolve, reject) => {
      const request = { ...frame, id: this.#requests.id() };
      this.#outbox.add({ frame: request, sent: () => this.#requests.sent(request, resolve, reject), refused: reject });
    });
  }

  #opened(): void {
    this.#outbox.open(this.#connection.send, this.#subscriptions.wishes());
    for (const { resolve } of this.#connecting.splice(0)) resolve();
  }

  #ended(error: RealtimeError): void {
    if (this.status.state === 'error') this.#outbox.clear(error);
    this.#rejectConnecting(error);
  }

  #rejectConnecting(error: RealtimeError): void {
    for (const { reject } of this.#connecting.splice(0)) reject(error);
  }

  #shown(): void {
    if (this.status.state === 'disconnected' && !this.#connection.isTrying()) this.reconnect();
    else this.#connection.look();
  }

  #heard(frame: WebSocketMessage): void {
    if (this.#requests.settle(frame)) return this.heardMessage(frame);
    if (frame['source'] !== undefined || frame.type.startsWith('member-')) this.#event(frame);
    else this.#control(frame);
    this.#subscriptions.moved(frame);
  }

  #control(frame: WebSocketMessage): void {
    const { type, reason, cursor } = frame;
    const channel = String(frame['channel']);
    if (type === 'gap' || type === 'live') {
      const notice = { channel, reason, cursor };
      if (this.#subscriptions.hears(frame)) this.heardNotice(type as WebSocketEvent.GAP, notice);
    } else {
      if (type === 'subscribed') this.#subscriptions.subscribed(frame);
      if (type === 'error' && frame['channel']) this.#refused(channel, frame);
      this.heardMessage(frame);
    }
  }

  #refused(channel: string, frame: WebSocketMessage): void {
    const error = refusal(frame);
    // What has an id is about something else that was asked for, and not about following.
    const goesOn = !frame['id'] && this.#subscriptions.refused(channel, error);
    if (goesOn) this.heardNotice(WebSocketEvent.GAP, { channel, reason: error.code } as never);
    else this.changeStatus({ lastError: error });
  }

  #event(frame: WebSocketMessage): void {
    if (!this.#subscriptions.isNew(frame)) return;
    const { type, data, ...info } = frame;
    this.heardEvent(data, { type, ...info } as EventInfo);
  }
}
