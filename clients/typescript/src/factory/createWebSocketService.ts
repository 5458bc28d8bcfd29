import { NativeWebSocketService } from '../native/NativeWebSocketService.js';
import type { RealtimeService, WebSocketConfig } from '../types.js';
import { RealtimeError } from '../types.js';
import { LazyService } from './LazyService.js';

/** What is known of Pusher's side: what its client is made with. */
export interface PusherAccess {
  key: string;
  cluster?: string;
  forceTLS?: boolean;
  wsHost?: string;
  wsPort?: number;
  wssPort?: number;
}

/** A configuration, and which provider it is for. */
export interface ServiceConfig extends Partial<WebSocketConfig> {
  /** `native` (also `api-gateway`), `pusher` or `mock`; default: NEXT_PUBLIC_WEBSOCKET_PROVIDER, else `native`. */
  provider?: string;
  /** For Pusher; default: NEXT_PUBLIC_PUSHER_KEY and NEXT_PUBLIC_PUSHER_CLUSTER. */
  pusher?: PusherAccess;
}

/**
 * Makes the service that the configuration names, or else the environment: NEXT_PUBLIC_WEBSOCKET_PROVIDER,
 * NEXT_PUBLIC_API_URL, NEXT_PUBLIC_PUSHER_KEY, NEXT_PUBLIC_PUSHER_CLUSTER. Connects to nothing yet. Throws a
 * {@link RealtimeError} with code `invalid_config` for what is wrong or missing.
 *
 * It returns at once, as a component expects. The native provider is here; the others are loaded when they are first asked
 * for, behind a service that forwards to them. So a page that uses the native one downloads nothing of Pusher, and no page
 * has to import anything for the sake of its effect, which bundlers drop.
 */
export function createWebSocketService(config: ServiceConfig = {}): RealtimeService {
  const { provider = environment(() => process.env.NEXT_PUBLIC_WEBSOCKET_PROVIDER) ?? 'native', pusher, ...own } = config;
  const settled: WebSocketConfig = { ...own, apiUrl: own.apiUrl ?? apiUrl() };
  switch (provider) {
    case 'native':
    case 'api-gateway':
      return new NativeWebSocketService(settled);
    case 'pusher': {
      const access = pusher ?? pusherOfEnvironment();
      return new LazyService(async () => {
        const { PusherWebSocketService } = (await import('../pusher/index.js')) as unknown as PusherModule;
        return new PusherWebSocketService({ ...settled, ...access }, await pusherClass());
      });
    }
    case 'mock':
      return new LazyService(async () => {
        const { MockWebSocketService } = (await import('../mock/index.js')) as unknown as MockModule;
        return new MockWebSocketService();
      });
    default:
      throw new RealtimeError('invalid_config', `Unknown WebSocket provider: ${provider} (native, pusher and mock are known)`);
  }
}

interface PusherModule {
  PusherWebSocketService: new (config: WebSocketConfig & PusherAccess, pusher: unknown) => RealtimeService;
}

interface MockModule {
  MockWebSocketService: new () => RealtimeService;
}

/** Bundlers let a page be without the package because it is tried for. */
async function pusherClass(): Promise<unknown> {
  try {
    return (await import('pusher-js')).default;
  } catch {
    throw new RealtimeError('invalid_config', 'pusher-js is not installed, which the provider pusher needs');
  }
}

/** Of the environment; a page's own host where nothing is said. */
function apiUrl(): string {
  return (
    environment(() => process.env.NEXT_PUBLIC_API_URL) ?? environment(() => process.env.NEXT_PUBLIC_WS_URL) ?? globalThis.location?.origin ?? ''
  );
}

function pusherOfEnvironment(): PusherAccess {
  const key = environment(() => process.env.NEXT_PUBLIC_PUSHER_KEY);
  const cluster = environment(() => process.env.NEXT_PUBLIC_PUSHER_CLUSTER);
  if (!key) throw new RealtimeError('invalid_config', 'pusher.key: none given, and NEXT_PUBLIC_PUSHER_KEY is not set');
  return { key, ...(cluster === undefined ? {} : { cluster }) };
}

/** Bundlers put values in the place of `process.env.NAME` written out; where none did and there is no process, there is no value. */
function environment(read: () => string | undefined): string | undefined {
  try {
    return read() || undefined;
  } catch {
    return undefined;
  }
}
