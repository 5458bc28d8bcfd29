import type { RealtimeService, TokenSource } from '../types.js';
import { RealtimeError } from '../types.js';
import { settle } from '../native/settings.js';
import { createWebSocketService, type PusherAccess, type ServiceConfig } from './createWebSocketService.js';
import { type Place, RolloutService } from './RolloutService.js';

/** What `GET /api/realtime/config` answers. */
interface RealtimeConfig {
  /** Those to connect to, the user's own first. */
  providers: string[];
  /** Channels with a provider of their own. */
  channels: Place[];
  pusher?: PusherAccess;
}

/**
 * Asks the gateway which provider the user has, and makes the service for it. Connects to nothing yet. Ask at each start of a
 * page: a rollout changes the answer without notice.
 *
 * With more than one provider, or with channels that have one of their own, the service is one over all of them: each event
 * comes once, and what is sent goes by the user's own. Rejects with a {@link RealtimeError}: the gateway's, or `network`.
 *
 * @param config as for {@link createWebSocketService}; its `provider`, if there is one, is taken where the gateway does not answer
 * @param authToken of the user, for whom the answer is; default: one of `config.token`
 */
export async function createFromConfig(config: ServiceConfig & { apiUrl: string }, authToken?: string): Promise<RealtimeService> {
  const { provider: fallback, ...own } = config;
  let answer: RealtimeConfig;
  try {
    answer = await ask(config, authToken ?? (await tokenOf(config.token)));
  } catch (error) {
    if (fallback === undefined) throw error;
    return createWebSocketService(config);
  }
  const { providers, channels, pusher } = answer;
  // Where the gateway was asked, it is reached; what it takes for its own address may be that of a host behind a proxy.
  const make = (provider: string) => createWebSocketService({ ...own, ...(pusher && { pusher }), provider });
  const needed = [...new Set([...providers, ...channels.map((place) => place.provider)])];
  if (needed.length === 1) return make(needed[0]!);
  return new RolloutService(new Map(needed.map((provider) => [provider, make(provider)])), providers, channels);
}

async function ask(config: ServiceConfig & { apiUrl: string }, token: string | undefined): Promise<RealtimeConfig> {
  const { http, fetch } = settle(config);
  let response: Response;
  try {
    response = await fetch(`${http}/api/realtime/config`, { headers: token ? { Authorization: `Bearer ${token}` } : {}, cache: 'no-store' });
  } catch {
    throw new RealtimeError('network', 'the gateway cannot be reached');
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new RealtimeError(body.error?.code ?? 'unavailable', body.error?.message ?? `answered ${response.status}`);
  return body as RealtimeConfig;
}

async function tokenOf(source: TokenSource | undefined): Promise<string | undefined> {
  return source?.();
}
