import type { WebSocketMessage } from '../../types.js';
import type { Settings } from '../settings.js';
import { isChannels, speakHttp } from './http.js';
import type { Hooks, Transport } from './transport.js';

/** As many channels can wait for their next event at the gateway; a browser has six connections to a host. */
const WAITING = 4;
const WAIT_SECONDS = 25;
/** With more channels, they are asked in turn: so many milliseconds between two requests. */
const PACE = 250;

/** Requests that end. Each channel goes on from its cursor. Who comes and goes is not heard this way. */
export function dialPolling(settings: Settings, token: string, hooks: Hooks): Transport {
  const http = speakHttp('polling', settings, token, hooks);
  const followed = new Map<string, AbortController>();

  const unfollow = (channel: string) => {
    followed.get(channel)?.abort();
    followed.delete(channel);
  };

  const follow = (channel: string, wish: WebSocketMessage) => {
    unfollow(channel);
    const abort = new AbortController();
    followed.set(channel, abort);
    void run(channel, wish, abort);
  };

  const run = async (channel: string, wish: WebSocketMessage, abort: AbortController) => {
    const { id, povId, teamId } = wish;
    let since = wish['since'] ?? 'latest';
    let first = true;
    let live = wish['since'] === undefined;
    const tell = (frame: WebSocketMessage) => {
      if (!abort.signal.aborted) hooks.frame(frame);
    };
    try {
      while (!abort.signal.aborted && !http.isOver()) {
        const many = followed.size > WAITING;
        const wait = first || !live || many ? 0 : WAIT_SECONDS;
        const { events, gaps, cursor, complete } = await http.events(channel, { since, limit: 500, wait }, abort, wait * 1_000);
        if (first) tell({ type: 'subscribed', id, channel, povId, teamId });
        first = false;
        for (const reason of gaps as string[]) tell({ type: 'gap', channel, reason });
        for (const event of events as WebSocketMessage[]) tell(event);
        since = cursor ?? since;
        tell({ type: complete && !live ? 'live' : 'cursor', channel, cursor: since });
        live ||= complete === true;
        if (complete && many) await new Promise((resolve) => setTimeout(resolve, followed.size * PACE));
      }
    } catch (why) {
      if (abort.signal.aborted && followed.get(channel) !== abort) return;
      if (!isChannels(why)) return http.failed(why);
      followed.delete(channel);
      tell({ type: 'error', id, channel, code: why.code, message: why.message });
    }
  };

  return http.transport({ follow, unfollow, renewed: () => {}, stop: () => [...followed.keys()].forEach(unfollow) });
}
