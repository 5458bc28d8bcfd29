import type { ConnectionStatus, RealtimeError, RealtimeService, TokenSource, WebSocketMessage } from '../types.js';

/** Types of messages that pages of event dashboards exchange. */
export enum MessageType {
  PING = 'ping',
  PONG = 'pong',
  EVENT_UPDATE = 'event_update',
  EVENT_CREATED = 'event_created',
  EVENT_DELETED = 'event_deleted',
  METRICS_UPDATE = 'metrics_update',
  SUBSCRIBE = 'subscribe',
  UNSUBSCRIBE = 'unsubscribe',
  ERROR = 'error',
}

export enum WebSocketState {
  CONNECTING = 'connecting',
  CONNECTED = 'connected',
  DISCONNECTED = 'disconnected',
  ERROR = 'error',
  RECONNECTING = 'reconnecting',
}

/** The data of `event_update` and `event_created`. */
export interface EventUpdate {
  id: string;
  status: string;
  delivery_latency_ms?: number;
  /** RFC 3339. */
  updated_at?: string;
  [field: string]: unknown;
}

/** The data of `metrics_update`. */
export interface MetricsUpdate {
  total_events: number;
  pending_events: number;
  delivered_events: number;
  failed_events: number;
}

/** Where to connect and how. Only `url`, `token` and `enabled` are followed when they change. */
export interface ConnectionConfig {
  /** The gateway: `wss://host/ws`, `https://host`, or `/` for the page's own. Without it nothing is connected, and nothing fails. */
  url?: string | undefined;
  /** A token, or what fetches one. While there is none, nothing is connected. */
  token?: string | TokenSource | null | undefined;
  /** Whether to be connected (default true). */
  enabled?: boolean | undefined;
  /** Whether to come back by itself (default true). */
  reconnect?: boolean | undefined;
  /** Attempts before it waits for `reconnect()` (default 10). */
  maxReconnectAttempts?: number | undefined;
  /** Milliseconds (default 1,000). */
  initialReconnectDelay?: number | undefined;
  /** Milliseconds (default 30,000). */
  maxReconnectDelay?: number | undefined;
  /** Milliseconds between pings (default 30,000); 0 for none. */
  heartbeatInterval?: number | undefined;
  /** Milliseconds until a pong (default 5,000). */
  heartbeatTimeout?: number | undefined;
}

/** All fields may be left out, and handlers may be new functions in each render. */
export interface UseWebSocketConfig extends ConnectionConfig {
  /** A service that is connected elsewhere, such as a mock; it comes before `url` and the provider's. */
  service?: RealtimeService | undefined;
  /** Channels to follow while the component is there. `?channel=` in `url` means the same. */
  channels?: readonly string[] | undefined;

  onOpen?: (() => void) | undefined;
  onClose?: (() => void) | undefined;
  /** The event has the {@link RealtimeError} as `error`. */
  onError?: ((error: Event & { error: RealtimeError }) => void) | undefined;
  /** Every message, control messages too. `lastMessage` has only the last of those that come at once. */
  onMessage?: ((message: WebSocketMessage) => void) | undefined;
  onEventUpdate?: ((event: EventUpdate) => void) | undefined;
  onEventCreated?: ((event: EventUpdate) => void) | undefined;
  onEventDeleted?: ((eventId: string) => void) | undefined;
  onMetricsUpdate?: ((metrics: MetricsUpdate) => void) | undefined;
}

/** The connection as a component sees it, and the service's operations, all of which are the same functions in each render. */
export interface UseWebSocketReturn extends Omit<RealtimeService, 'isConnected' | 'status'> {
  isConnected: boolean;
  /** `reconnected` from the second connection on. */
  connectionStatus: 'connected' | 'disconnected' | 'reconnected';
  /** The last message since the component is there. Only components that read it are rendered for each message. */
  readonly lastMessage: WebSocketMessage | null;
  state: WebSocketState;
  /** Attempts since it was last connected. */
  reconnectAttempt: number;
  /** Milliseconds to the next attempt, as they were when it was planned; 0 if none is. */
  reconnectDelay: number;
  lastError: RealtimeError | null;
  /** All that is known of the connection. */
  status: ConnectionStatus;
  /** The service itself, which others on the page may share. */
  service: RealtimeService;
}
