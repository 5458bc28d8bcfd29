import { ObservableService } from '../service/ObservableService.js';
import { channelsOf, presenceChannel } from '../service/channels.js';
import { RecentEvents } from '../service/RecentEvents.js';
import type {
  ConnectionState,
  ConnectionStatus,
  EventInfo,
  Gap,
  PresenceMember,
  RealtimeService,
  SubscribeOptions,
  WebSocketConfig,
  WebSocketMessage,
} from '../types.js';
import { RealtimeError, WebSocketEvent } from '../types.js';

/** What of a mock can be made to wait or fail. */
export type MockOperation = 'connect' | 'disconnect' | 'subscribe' | 'unsubscribe' | 'send' | 'getPresenceMembers';

/** An event that was given to `send`. */
export interface SentEvent {
  channel: string;
  event: string;
  data: unknown;
}

/** A provider's configuration is taken too, so that a mock can stand in its place; nothing of it has an effect. */
export interface MockConfig extends Partial<WebSocketConfig> {
  /** What each operation waits for: milliseconds (none by default), or a promise, which needs no timer. */
  delay?: number | ((operation: MockOperation) => Promise<void>);
}

const CONTROL = new Set(
  ('auth authenticated ping pong subscribe subscribed unsubscribe unsubscribed publish published signal history presence ack ' +
    'gap live cursor reconnect error').split(' '),
);

/** A provider for tests: carries nothing, remembers what it was given, and says what it is told to. */
export class MockWebSocketService extends ObservableService implements RealtimeService {
  /** What was sent with `send`, oldest first. */
  readonly sent: SentEvent[] = [];
  /** What was sent with `sendMessage`, oldest first. */
  readonly sentMessages: WebSocketMessage[] = [];
  /** What `connect` was called with last. */
  user: { userId: string; authToken: string } | undefined;
  /** How often `reconnect` was called. */
  reconnects = 0;

  private turn = 0;
  private readonly channels = new Map<string, SubscribeOptions>();
  private readonly members = new Map<string, PresenceMember[]>();
  private readonly recent = new RecentEvents();
  private readonly failures = new Map<MockOperation, { error: RealtimeError; times: number }>();

  constructor(private readonly config: MockConfig = {}) {
    super();
  }

  async connect(userId: string, authToken: string): Promise<void> {
    this.user = { userId, authToken };
    const turn = ++this.turn;
    this.changeStatus({ state: 'connecting' });
    try {
      await this.perform('connect');
    } catch (error) {
      this.changeStatus({ state: 'error', lastError: error as RealtimeError });
      throw error;
    }
    if (turn !== this.turn) throw new RealtimeError('closed', 'disconnected before it was connected');
    this.simulateConnectionStatus('connected');
  }

  async disconnect(): Promise<void> {
    this.turn += 1;
    await this.perform('disconnect');
    this.simulateConnectionStatus('disconnected');
  }

  async subscribe(channel: string, options: SubscribeOptions = {}): Promise<void> {
    try {
      await this.perform('subscribe', channel);
    } catch (error) {
      this.changeStatus({ lastError: error as RealtimeError });
      throw error;
    }
    this.channels.set(channel, options);
    this.heardMessage({ type: 'subscribed', channel });
    if (this.isConnected()) this.simulateLive(channel);
  }

  async unsubscribe(channel: string): Promise<void> {
    await this.perform('unsubscribe', channel);
    this.channels.delete(channel);
    this.heardMessage({ type: 'unsubscribed', channel });
  }

  async send(channel: string, event: string, data: unknown): Promise<void> {
    await this.perform('send', channel);
    this.sent.push({ channel, event, data });
  }

  subscribePresence(channel: string): Promise<void> {
    return this.subscribe(presenceChannel(channel));
  }

  async getPresenceMembers(channel: string): Promise<PresenceMember[]> {
    await this.perform('getPresenceMembers', channel);
    return [...(this.members.get(presenceChannel(channel)) ?? [])];
  }

  sendMessage(message: WebSocketMessage): void {
    this.sentMessages.push(message);
    for (const channel of channelsOf(message)) {
      if (message.type === 'subscribe') this.channels.set(channel, {});
      if (message.type === 'unsubscribe') this.channels.delete(channel);
    }
  }

  reconnect(): void {
    this.reconnects += 1;
    this.simulateConnectionStatus('connected');
  }

  /** The channels that are subscribed now. */
  get subscriptions(): string[] {
    return [...this.channels.keys()];
  }

  /** What a channel was subscribed with; `undefined` if it is not. */
  subscribeOptions(channel: string): SubscribeOptions | undefined {
    return this.channels.get(channel);
  }

  /**
   * Lets an event come in. Handlers have been called when this returns. Without `info.channel` it comes on the channel that
   * is subscribed, if it is one only. One that came with the same `source` and `id` before is dropped, as everywhere.
   */
  simulateEvent(event: string, data: unknown, info: Partial<EventInfo> = {}): void {
    const [only, ...others] = this.subscriptions;
    const channel = info.channel ?? (others.length === 0 ? only : undefined);
    const { id, source } = info;
    if (id !== undefined && source !== undefined && !this.recent.isNew(channel ?? '', source, id)) return;
    this.heardEvent(data, { ...(channel === undefined ? {} : { channel }), ...info, type: event });
  }

  /** Lets a message come in as it stands: `{type: 'pong'}`. One whose type is no word of the protocol is an event. */
  simulateMessage(message: WebSocketMessage): void {
    if (CONTROL.has(message.type)) return this.heardMessage(message);
    const { type, data, ...info } = message;
    this.simulateEvent(type, data, info);
  }

  /** Lets a gap be announced, as if events had been lost. */
  simulateGap(gap: Gap): void {
    this.heardNotice(WebSocketEvent.GAP, gap);
  }

  /** Tells that everything missed in a channel has been heard. */
  simulateLive(channel: string, cursor?: string): void {
    this.heardNotice(WebSocketEvent.LIVE, { channel, ...(cursor === undefined ? {} : { cursor }) });
  }

  /** Puts the connection into a state; `'reconnected'` is a loss and then a connection. A status may be given in part. */
  simulateConnectionStatus(status: ConnectionState | 'reconnected' | Partial<ConnectionStatus>): void {
    if (status === 'reconnected') {
      if (this.isConnected()) this.simulateConnectionStatus('disconnected');
      return this.simulateConnectionStatus('connected');
    }
    const change = typeof status === 'string' ? { state: status } : status;
    const comesBack = change.state === 'connected' && !this.isConnected();
    const rest = change.state === 'connected' ? { transport: 'websocket' as const, attempt: 0, lastError: undefined } : { transport: undefined };
    this.changeStatus({ ...(change.state ? { ...rest, delay: 0, retryAt: undefined } : {}), ...change });
    if (comesBack) this.subscriptions.forEach((channel) => this.simulateLive(channel));
  }

  /** Sets who is present. Who is new or gone is told to the handlers of `member-online` and `member-offline`. */
  setPresenceMembers(channel: string, members: PresenceMember[]): void {
    const name = presenceChannel(channel);
    const before = this.members.get(name) ?? [];
    this.members.set(name, [...members]);
    if (!this.channels.has(name)) return;
    const tell = (type: WebSocketEvent, some: PresenceMember[], others: PresenceMember[]) =>
      some
        .filter((member) => !others.some(({ id }) => id === member.id))
        .forEach((member) => this.heardEvent(member, { type, channel: name }));
    tell(WebSocketEvent.MEMBER_OFFLINE, before, members);
    tell(WebSocketEvent.MEMBER_ONLINE, members, before);
  }

  /** Lets the next calls of an operation fail, once unless `times` says otherwise (`Infinity` for always, 0 for no more). */
  fail(operation: MockOperation, error = new RealtimeError('unavailable', `${operation} fails, as it was told to`), times = 1): void {
    this.failures.set(operation, { error, times });
  }

  private async perform(operation: MockOperation, channel?: string): Promise<void> {
    const { delay } = this.config;
    if (typeof delay === 'function') await delay(operation);
    else if (delay) await new Promise((resolve) => setTimeout(resolve, delay));
    const failure = this.failures.get(operation);
    if (!failure || failure.times <= 0) return;
    failure.times -= 1;
    throw channel === undefined ? failure.error : new RealtimeError(failure.error.code, failure.error.message, channel);
  }
}
