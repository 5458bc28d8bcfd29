/** What every provider offers, whatever carries the events. A component that uses this alone works with all of them. */
export interface WebSocketService {
  /** Connects; settles once it is connected, or when it is certain that it will not be. */
  connect(userId: string, authToken: string): Promise<void>;
  /** Ends the connection and every attempt to make one. Subscriptions and places are kept for the next `connect`. */
  disconnect(): Promise<void>;
  isConnected(): boolean;

  /** Settles when the channel is subscribed; while away, when it will be. Refusals reject with a {@link RealtimeError}. */
  subscribe(channel: string, options?: SubscribeOptions): Promise<void>;
  unsubscribe(channel: string): Promise<void>;

  /** Publishes; settles once it is taken for good. Waits, within a bound, while away. */
  send(channel: string, event: string, data: unknown): Promise<void>;

  /** Hears an event type on all channels, a {@link WebSocketEvent} about the connection, or `'*'` for every event. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  on(event: string, callback: EventCallback<any>): void;
  /** Takes one callback away, or all of an event. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  off(event: string, callback?: EventCallback<any>): void;

  /** Subscribes to `presence-<channel>` so that its members can be asked for and `member-online`/`-offline` are heard. */
  subscribePresence(channel: string): Promise<void>;
  getPresenceMembers(channel: string): Promise<PresenceMember[]>;
}

/** What is beside the documents' interface: state to show, places to keep, a retry by hand. */
export interface RealtimeService extends WebSocketService {
  /** The same object until something changes, so that it can be compared. */
  readonly status: ConnectionStatus;
  /** Called on each change of {@link status}. Returns how to stop it. */
  onStatus(listener: (status: ConnectionStatus) => void): () => void;
  /** Called with every message from the far side, control messages too. Returns how to stop it. */
  onMessage(listener: (message: WebSocketMessage) => void): () => void;
  /** Sends a message as it stands, such as `{type: 'subscribe', povId: 'x'}`; waits, within a bound, while away. */
  sendMessage(message: WebSocketMessage): void;
  /** Tries again now, with all attempts before it. */
  reconnect(): void;
}

export interface SubscribeOptions {
  /**
   * A cursor, `'earliest'`, `'latest'`, or `'device'`: where the device stands, with a {@link Gap} `device_expired` if that is not
   * known any more. Without it: the kept place if there is one, be it with the gateway, else `'latest'`.
   */
  since?: string;
}

/** Called with an event's data and with what else is known of it. */
export type EventCallback<T = unknown> = (data: T, event: EventInfo) => void;

/** An event apart from its data. Providers that do not know a field leave it out. */
export interface EventInfo {
  type: string;
  channel?: string;
  id?: string;
  source?: string;
  cursor?: string;
  timestamp?: string;
  /** Who published it, stamped by the gateway; absent for events of services. */
  userId?: string;
  /** A signal: live only, in no log. */
  ephemeral?: boolean;
}

/** A message as it stands on the wire. */
export interface WebSocketMessage {
  type: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data?: any;
  timestamp?: string;
  error?: string;
  [field: string]: unknown;
}

export interface PresenceMember {
  id: string;
  info: { name: string; avatar?: string };
}

/** What was missed and can no longer be had. The application decides what to read anew. */
export interface Gap {
  channel: string;
  reason: string;
  /** Where it goes on from. */
  cursor?: string;
}

export type ConnectionState = 'connecting' | 'connected' | 'disconnected' | 'error' | 'reconnecting';
export type Transport = 'websocket' | 'sse' | 'polling';

/** How the connection is. */
export interface ConnectionStatus {
  state: ConnectionState;
  /** What carries events now; absent while nothing does. */
  transport?: Transport;
  /** Attempts since it was last connected. */
  attempt: number;
  /** Milliseconds from then to the next attempt; 0 if none is planned. */
  delay: number;
  /** When the next attempt is, in milliseconds since 1970; absent if none is planned. */
  retryAt?: number;
  lastError?: RealtimeError;
  quality: Quality;
}

/** How good the connection is. */
export interface Quality {
  /** Of the last heartbeat, in milliseconds. */
  roundTrip?: number;
  /** Heartbeats unanswered since it was last connected anew. */
  missed: number;
}

/** A refusal or failure, with the code of the protocol's page (`forbidden`, `rate_limited`, …) or of this library. */
export class RealtimeError extends Error {
  constructor(
    /** `token_expired`, `queue_full`, `timeout`, `network`, `closed`, `not_supported` beside the protocol's. */
    readonly code: string,
    message: string,
    readonly channel?: string,
  ) {
    super(message);
    this.name = 'RealtimeError';
  }
}

/** Where places in channels are kept over a reload. May be synchronous. */
export interface CursorStore {
  /** Called once, before the first connection of the service that it is for. */
  load(service: RealtimeService): Promise<Record<string, string>> | Record<string, string>;
  /** All places; called now and then, when the page is hidden, and before the connection is ended. */
  save(cursors: Record<string, string>): Promise<void> | void;
  /** What the address of the socket ends with, `?device=NAME`, where it is the gateway that keeps the places. */
  readonly query?: string;
  /** Between two calls of `save`, in milliseconds (default 1,000). */
  readonly every?: number;
}

/** A token, fetched when one is needed and again before it ends. */
export type TokenSource = () => Promise<string> | string;

export interface WebSocketConfig {
  /** Where the gateway is: `https://host` or `wss://host/ws`; paths below it are found from it. */
  apiUrl: string;
  /** For Pusher's private channels. */
  authEndpoint?: string;
  /** First delay before a reconnect, in milliseconds (default 1,000). */
  reconnectInterval?: number;
  /** Longest delay before a reconnect without what chance adds, in milliseconds (default 30,000). */
  maxReconnectDelay?: number;
  /** After so many attempts in vain it waits for `reconnect()` (default 10). */
  maxReconnectAttempts?: number;
  /** Between heartbeats, in milliseconds (default 30,000); 0 for none. */
  heartbeatInterval?: number;
  /** Until a heartbeat's answer, in milliseconds (default 5,000). */
  heartbeatTimeout?: number;
  /** Fetches a token; without it the one given to `connect` is used until it ends. */
  token?: TokenSource;
  /** Messages kept while away (default 100); one more is refused with `queue_full`. */
  maxQueued?: number;
  /** Sent a minute at most (default 90); more waits. 0 for as fast as it comes. The gateway closes on more than 100. */
  maxMessagesPerMinute?: number;
  /** Keeps places over a reload. */
  cursors?: CursorStore;
  /** What may carry events, best first (default all: websocket, sse, polling). */
  transports?: Transport[];
  /** A WebSocket class where the platform has none, such as that of `ws`. */
  WebSocket?: unknown;
  fetch?: typeof fetch;
}

export enum WebSocketEvent {
  CONNECTED = 'connected',
  DISCONNECTED = 'disconnected',
  ERROR = 'error',
  /** Hears a {@link Gap}. */
  GAP = 'gap',
  /** All that was missed in a channel has been heard: `{channel, cursor}`. */
  LIVE = 'live',
  ACTIVITY_LOGGED = 'activity-logged',
  MEMBER_JOINED = 'member-joined',
  MEMBER_LEFT = 'member-left',
  GOAL_UPDATED = 'goal-updated',
  MILESTONE_REACHED = 'milestone-reached',
  MEMBER_ONLINE = 'member-online',
  MEMBER_OFFLINE = 'member-offline',
}
