import type { WebSocketMessage } from '../../types.js';
import { channelsOf } from '../../service/channels.js';
import { LOST } from '../requests.js';
import type { Settings } from '../settings.js';
import type { Hooks, Transport } from './transport.js';

/** Until an answer begins, in milliseconds; a wait of the gateway's own comes on top. */
const PATIENCE = 15_000;

/** Why a request was refused, in the protocol's words. */
export interface Refused {
  status: number;
  code: string;
  message: string;
  afterMs?: number | undefined;
}

/** How a transport follows channels. */
export interface Following {
  follow(channel: string, wish: WebSocketMessage): void;
  unfollow(channel: string): void;
  /** There is a fresh token. */
  renewed(): void;
  /** Follows nothing any more. */
  stop(): void;
}

/** What transports over HTTP have in common: requests with the token in a header, and frames made of their answers. */
export type Http = ReturnType<typeof speakHttp>;

/** Begins with a check of the token. */
export function speakHttp(kind: 'sse' | 'polling', settings: Settings, token: string, hooks: Hooks) {
  let over = false;

  /** A request. Rejects with {@link Refused} unless it is answered with success, or with what `fetch` says. */
  const ask = async (path: string, init: RequestInit = {}, abort = new AbortController(), wait = 0): Promise<Response> => {
    const timer = setTimeout(() => abort.abort(), PATIENCE + wait);
    try {
      const headers = { Authorization: `Bearer ${token}`, ...init.headers };
      const response = await settings.fetch(settings.http + path, { ...init, headers, signal: abort.signal, cache: 'no-store' });
      if (!response.ok) throw await refused(response);
      return response;
    } finally {
      clearTimeout(timer);
    }
  };

  const json = async (path: string, init?: RequestInit): Promise<WebSocketMessage> => (await ask(path, init)).json();

  /** A page of a channel's events. */
  const events = async (channel: string, asked: object, abort?: AbortController, wait?: number): Promise<WebSocketMessage> =>
    (await ask(`${path(channel)}/events?${query(asked)}`, {}, abort, wait)).json();

  const authenticate = async () => {
    try {
      await json('/api/realtime/config');
      if (!over) hooks.frame({ type: 'authenticated', timestamp: new Date().toISOString(), expiresAt: expiry(token) });
    } catch (why) {
      failed(why);
    }
  };

  /** The channels can no longer be followed, or not yet. */
  const failed = (why?: unknown) => {
    if (over) return;
    over = true;
    if (isRefused(why)) {
      hooks.frame({ type: 'error', code: why.code, message: why.message });
      hooks.closed(why.status === 401 ? 4401 : 1006, why.afterMs);
    } else {
      hooks.closed(1006);
    }
  };

  const answer = async (frame: WebSocketMessage, channel: string): Promise<WebSocketMessage> => {
    const { type, event, data, limit, before } = frame;
    if (type === 'publish') {
      const headers = { 'Content-Type': 'application/json' };
      const body = JSON.stringify({ channel, event, data });
      return { type: 'published', eventId: (await json('/api/websocket/send', { method: 'POST', headers, body }))['id'] };
    }
    if (type === 'presence') return { channel, ...(await json(`${path(channel)}/members`)), type };
    if (type === 'history') return { channel, ...(await events(channel, { limit, before })), type };
    throw { status: 0, code: 'not_supported', message: `${type} needs a WebSocket` };
  };

  /** Carries out what is neither a subscription nor a token. */
  const request = async (frame: WebSocketMessage) => {
    const { id } = frame;
    const channel = channelsOf(frame)[0] ?? '';
    try {
      hooks.frame({ id, ...(await answer(frame, channel)) });
    } catch (why) {
      const { code, message, afterMs } = isRefused(why) ? why : { code: 'closed', message: LOST, afterMs: undefined };
      hooks.frame({ type: 'error', id, channel, code, message, retryAfterMs: afterMs });
    }
  };

  void authenticate();
  return {
    ask,
    events,
    failed,
    isOver: () => over,
    /** Speaks the protocol's frames, given how channels are followed. What is being published is finished after the end. */
    transport: (following: Following): Transport => ({
      kind,
      send(frame) {
        const { type } = frame;
        if (type === 'subscribe') channelsOf(frame).forEach((channel) => following.follow(channel, frame));
        else if (type === 'unsubscribe') channelsOf(frame).forEach(following.unfollow);
        else if (type === 'auth') {
          token = frame['token'] as string;
          void authenticate().then(following.renewed);
        } else void request(frame);
      },
      close() {
        over = true;
        following.stop();
      },
    }),
  };
}

/** Whether the gateway, and not the network, has said no. */
export function isRefused(why: unknown): why is Refused {
  return typeof (why as Refused | undefined)?.status === 'number';
}

/** Whether it is the channel that cannot be had, while others may. */
export function isChannels(why: unknown): why is Refused {
  return isRefused(why) && (why.status === 400 || why.status === 403);
}

function path(channel: string): string {
  return `/api/channels/${encodeURIComponent(channel)}`;
}

/** Parameters of an address; those without a value are left out. */
export function query(parameters: object): string {
  const said = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return said.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&');
}

async function refused(response: Response): Promise<Refused> {
  const { status } = response;
  const { error = {} } = await response.json().catch(() => ({}));
  const afterMs = Number(response.headers.get('Retry-After')) * 1_000 || undefined;
  return { status, code: error.code ?? 'unavailable', message: error.message ?? `answered ${status}`, afterMs };
}

/** When a JWT ends, unless it does not say. Whether it is good is for the gateway to judge. */
function expiry(token: string): string | undefined {
  try {
    const { exp } = JSON.parse(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')));
    return new Date(exp * 1_000).toISOString();
  } catch {
    return undefined;
  }
}
