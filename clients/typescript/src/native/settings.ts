import type { Transport, WebSocketConfig } from '../types.js';
import { RealtimeError } from '../types.js';

/** A configuration with nothing left to be decided. */
export interface Settings extends Readonly<typeof DEFAULTS> {
  /** Where the socket is. */
  readonly socket: string;
  /** What stands before the paths of the HTTP routes. */
  readonly http: string;
  /** Best first; what the platform cannot do is left out, and where there is a device what has none. */
  readonly transports: readonly Transport[];
  readonly WebSocket: typeof WebSocket | undefined;
  readonly fetch: typeof fetch;
}

const DEFAULTS = {
  reconnectInterval: 1_000,
  maxReconnectDelay: 30_000,
  maxReconnectAttempts: 10,
  heartbeatInterval: 30_000,
  heartbeatTimeout: 5_000,
  maxQueued: 100,
  maxMessagesPerMinute: 90,
};

/** Fills in what was left out. Throws a {@link RealtimeError} that names the field that is wrong. */
export function settle(config: WebSocketConfig): Settings {
  const numbers = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[]) {
    const value = config[name] ?? DEFAULTS[name];
    if (!(value >= 0)) throw wrong(`${name}: a number from 0 is expected`);
    numbers[name] = value;
  }
  const socketClass = (config.WebSocket ?? globalThis.WebSocket) as typeof WebSocket | undefined;
  const query = config.cursors?.query ?? '';
  const transports = (config.transports ?? ['websocket', 'sse', 'polling']).filter((kind) => (kind === 'websocket' ? socketClass : !query));
  if (transports.length === 0) throw wrong('transports: none that this platform has');
  return {
    ...numbers,
    ...addresses(config.apiUrl, query),
    transports,
    WebSocket: socketClass,
    fetch: config.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  };
}

/** The gateway's addresses: of `https://host`, of `wss://host/ws`, or of a path such as `/` on the page's own host. */
function addresses(apiUrl: string, query: string): { socket: string; http: string } {
  let url: URL;
  try {
    url = new URL(apiUrl, globalThis.location?.href);
  } catch {
    throw wrong('apiUrl: an address is expected');
  }
  const at = `://${url.host}${url.pathname.replace(/\/(ws\/?)?$/, '')}`;
  const secure = /^(https|wss):$/.test(url.protocol) ? 's' : '';
  return { socket: `ws${secure}${at}/ws${query}`, http: `http${secure}${at}` };
}

function wrong(message: string): RealtimeError {
  return new RealtimeError('invalid_config', message);
}
