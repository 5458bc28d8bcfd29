import type { WebSocketConfig } from '../types.js';

/** What a Pusher client is made with, and how Milepost's events are found in it. */
export interface PusherConfig extends Partial<WebSocketConfig> {
  /** The app's key. Not needed with a client that is made already. */
  key?: string;
  cluster?: string;
  /** A server of one's own instead of Pusher's. */
  wsHost?: string;
  wsPort?: number;
  wssPort?: number;
  forceTLS?: boolean;
  /** More of pusher-js's own options, such as `enabledTransports`. */
  options?: Record<string, unknown>;
  /** Where the application lets clients into channels (default `/api/auth/websocket`), seen from the page. */
  authEndpoint?: string;
  /**
   * What stands before a channel's name at Pusher, where the name has no prefix of its own. The default `['private-', '']` is
   * where Milepost's fan-out puts domain events and what was published by name; `['']` is for an app of public channels.
   */
  prefixes?: string[];
  /** The member of an event's data that tells its identity (default `_event`). */
  identity?: string;
}

/** What is used of pusher-js's class. */
export type PusherClass = new (key: string, options: never) => PusherClient;

/** What is used of a pusher-js client, so that these types need no pusher-js. */
export interface PusherClient {
  connection: PusherConnection;
  connect(): void;
  disconnect(): void;
  channel(name: string): PusherChannel | undefined;
  subscribe(name: string): PusherChannel;
  unsubscribe(name: string): void;
}

export interface PusherConnection {
  state: string;
  bind(event: string, callback: (data: never) => void): unknown;
  unbind(event: string, callback: (data: never) => void): unknown;
}

export interface PusherChannel {
  name: string;
  subscribed: boolean;
  subscriptionPending: boolean;
  members?: { members: Record<string, unknown> };
  bind_global(callback: (event: string, data: unknown) => void): unknown;
  unbind_global(callback: (event: string, data: unknown) => void): unknown;
}
