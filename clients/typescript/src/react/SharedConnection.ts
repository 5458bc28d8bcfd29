import { NativeWebSocketService } from '../native/index.js';
import type { RealtimeService, TokenSource, WebSocketConfig } from '../types.js';
import { RealtimeError } from '../types.js';
import { OfflineService } from './OfflineService.js';
import { pageToken } from './pageToken.js';
import type { ConnectionConfig } from './types.js';

/** A service that is connected while somebody holds it. */
export class SharedConnection {
  private holders = 0;
  private token = '';
  private isOpen = false;

  constructor(readonly service: RealtimeService) {}

  /**
   * Connects with the token, or goes on with it if there was another one; returns how to let go. The last one's letting go counts
   * only when nobody has come in the same moment, so that effects that run twice make one connection.
   */
  hold(token: string): () => void {
    this.holders += 1;
    if (!this.isOpen || token !== this.token) this.open(token);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.holders -= 1;
      void Promise.resolve().then(() => this.holders === 0 && this.close());
    };
  }

  private open(token: string): void {
    this.isOpen = true;
    this.token = token;
    // What hinders it stands in the status.
    this.service.connect('', token).catch(() => undefined);
  }

  private close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    void this.service.disconnect();
  }
}

let ofPage: SharedConnection | undefined;

/** The one connection to the page's own origin, with the token of who is signed in. */
export function pageConnection(): SharedConnection {
  return (ofPage ??= new SharedConnection(nativeService('/', {}, pageToken)));
}

/** A service for the configuration; one that says what is wrong if it cannot be made. */
export function nativeService(url: string, config: ConnectionConfig, token?: TokenSource): RealtimeService {
  const { reconnect, maxReconnectAttempts, initialReconnectDelay, maxReconnectDelay, heartbeatInterval, heartbeatTimeout } = config;
  const settings = {
    maxReconnectAttempts: reconnect === false ? 0 : maxReconnectAttempts,
    reconnectInterval: initialReconnectDelay,
    maxReconnectDelay,
    heartbeatInterval,
    heartbeatTimeout,
    token,
  };
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Partial<WebSocketConfig>;
  try {
    return new NativeWebSocketService({ apiUrl: url, ...given });
  } catch (error) {
    return OfflineService.of(error instanceof RealtimeError ? error : new RealtimeError('invalid_config', String(error)));
  }
}
