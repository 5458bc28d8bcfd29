// Written by scripts/types.mjs from schemas/src/main/resources/milepost/frames.json. Change that, then: npm run types

export type EventType = string;
export type ChannelName = string;
/**
 * Of which trace it is part, as of W3C's Trace Context.
 */
export type Traceparent = string;
/**
 * What tracing systems have added to that.
 */
export type Tracestate = string;
/**
 * RFC 3339, UTC.
 */
export type Utc = string;
/**
 * Opaque, URL-safe; at most 64 characters for five streams.
 */
export type Position = string;
/**
 * Exactly one JSON value, of any kind.
 */
export type AnyJson = {} | unknown[] | string | number | boolean | null;
/**
 * The client's own number for a request, which the answers repeat; at most 128 characters of JSON.
 */
export type RequestId = string | number;
/**
 * A channel as the client named it, right or wrong.
 */
export type Named = string;

/**
 * The frames of the gateway's own protocol, and what they consist of. docs/asyncapi.yaml has the same definitions; a test holds them equal.
 */
export interface Frames {
  /**
   * What the gateway says.
   */
  told:
    | Event
    | Signalled
    | Authenticated
    | Pong
    | Subscribed
    | Unsubscribed
    | Published
    | History
    | Presence
    | MemberOnline
    | MemberOffline
    | Gap
    | Live
    | Cursor
    | Reconnect
    | Error;
  /**
   * What clients say.
   */
  asked: Auth | Ping | Subscribe | Unsubscribe | Publish | Signal | AskHistory | AskPresence | Ack;
}
export interface Event {
  type: EventType;
  channel: ChannelName;
  id: string;
  source: string;
  subject?: string;
  /**
   * Who published it, if a client did; stamped by the gateway.
   */
  userId?: string;
  traceparent?: Traceparent;
  tracestate?: Tracestate;
  timestamp: Utc;
  cursor: Position;
  data: AnyJson;
}
export interface Signalled {
  type: EventType;
  channel: ChannelName;
  id: string;
  source: string;
  userId: string;
  timestamp: Utc;
  ephemeral: true;
  data: AnyJson;
}
export interface Authenticated {
  type: 'authenticated';
  id?: RequestId;
  timestamp: Utc;
  userId: string;
  expiresAt: Utc;
}
export interface Pong {
  type: 'pong';
  id?: RequestId;
  timestamp: Utc;
}
export interface Subscribed {
  type: 'subscribed';
  id?: RequestId;
  timestamp: Utc;
  channel: ChannelName;
  povId?: string;
  teamId?: string;
  cursor: Position;
  /**
   * Whether everything since the given cursor can still be had, as far as is known.
   */
  recovered: boolean;
}
export interface Unsubscribed {
  type: 'unsubscribed';
  id?: RequestId;
  timestamp: Utc;
  channel: Named;
  povId?: string;
  teamId?: string;
}
export interface Published {
  type: 'published';
  id?: RequestId;
  timestamp: Utc;
  eventId: string;
}
export interface History {
  type: 'history';
  id?: RequestId;
  timestamp: Utc;
  channel: ChannelName;
  povId?: string;
  teamId?: string;
  /**
   * @maxItems 500
   */
  events: PastEvent[];
  /**
   * For the next older page; null if there is none.
   */
  cursor: Position | null;
  /**
   * False if looking for more would have cost too much.
   */
  complete: boolean;
  /**
   * Why records of the page are not among its events, once for each; empty if none is missing.
   *
   * @maxItems 500
   */
  gaps: 'undeliverable'[];
}
/**
 * An event on a page of the past, without a cursor of its own.
 */
export interface PastEvent {
  type: EventType;
  channel: ChannelName;
  id: string;
  source: string;
  subject?: string;
  userId?: string;
  traceparent?: Traceparent;
  tracestate?: Tracestate;
  timestamp: Utc;
  data: AnyJson;
}
export interface Presence {
  type: 'presence';
  id?: RequestId;
  timestamp: Utc;
  channel: ChannelName;
  povId?: string;
  teamId?: string;
  count: number;
  /**
   * Left out above 1,000.
   *
   * @maxItems 1000
   */
  members?: Member[];
}
export interface Member {
  id: string;
  info: {
    name: string;
    avatar?: string;
  };
}
export interface MemberOnline {
  type: 'member-online';
  timestamp: Utc;
  channel: ChannelName;
  data: Member;
}
export interface MemberOffline {
  type: 'member-offline';
  timestamp: Utc;
  channel: ChannelName;
  data: Member;
}
export interface Gap {
  type: 'gap';
  timestamp: Utc;
  channel: ChannelName;
  reason:
    | 'retention'
    | 'topic_recreated'
    | 'truncated'
    | 'partitions_changed'
    | 'compacted'
    | 'too_far'
    | 'device_expired'
    | 'undeliverable';
  cursor: Position;
}
export interface Live {
  type: 'live';
  timestamp: Utc;
  channel: ChannelName;
  cursor: Position;
}
export interface Cursor {
  type: 'cursor';
  timestamp: Utc;
  channel: ChannelName;
  cursor: Position;
}
export interface Reconnect {
  type: 'reconnect';
  timestamp: Utc;
  afterMs: number;
}
export interface Error {
  type: 'error';
  id?: RequestId;
  timestamp: Utc;
  code:
    | 'unauthenticated'
    | 'token_expired'
    | 'auth_timeout'
    | 'forbidden'
    | 'not_publishable'
    | 'reserved_type'
    | 'invalid_data'
    | 'too_many_connections'
    | 'invalid_message'
    | 'unknown_type'
    | 'invalid_channel'
    | 'invalid_cursor'
    | 'too_many_channels'
    | 'unsupported_data'
    | 'invalid_text'
    | 'too_large'
    | 'protocol_violation'
    | 'rate_limited'
    | 'unavailable';
  /**
   * The same as message.
   */
  error: string;
  message: string;
  retryAfterMs?: number;
  channel?: Named;
  povId?: string;
  teamId?: string;
}
export interface Auth {
  type: 'auth';
  id?: RequestId;
  token: string;
}
export interface Ping {
  type: 'ping';
  id?: RequestId;
}
export interface Subscribe {
  type: 'subscribe';
  id?: RequestId;
  channel?: ChannelName;
  /**
   * @maxItems 1000
   */
  channels?: ChannelName[];
  /**
   * Stands for the channel pov-X.
   */
  povId?: string;
  /**
   * Stands for the channel team-X.
   */
  teamId?: string;
  /**
   * A cursor, `earliest` or `latest`.
   */
  since?: string;
}
export interface Unsubscribe {
  type: 'unsubscribe';
  id?: RequestId;
  channel?: ChannelName;
  /**
   * @maxItems 1000
   */
  channels?: ChannelName[];
  povId?: string;
  teamId?: string;
}
export interface Publish {
  type: 'publish';
  id?: RequestId;
  channel?: ChannelName;
  povId?: string;
  teamId?: string;
  traceparent?: Traceparent;
  tracestate?: Tracestate;
  event: EventType;
  data: AnyJson;
}
export interface Signal {
  type: 'signal';
  id?: RequestId;
  channel?: ChannelName;
  povId?: string;
  teamId?: string;
  event: EventType;
  data: AnyJson;
}
export interface AskHistory {
  type: 'history';
  id?: RequestId;
  channel?: ChannelName;
  povId?: string;
  teamId?: string;
  /**
   * More than 500 is taken for 500.
   */
  limit?: number;
  /**
   * RFC 3339, or the cursor of the page before.
   */
  before?: string;
}
export interface AskPresence {
  type: 'presence';
  id?: RequestId;
  channel?: ChannelName;
  povId?: string;
  teamId?: string;
}
export interface Ack {
  type: 'ack';
  id?: RequestId;
  channel?: ChannelName;
  povId?: string;
  teamId?: string;
  cursor: Position;
}
