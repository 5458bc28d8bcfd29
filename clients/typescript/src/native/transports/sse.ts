import type { WebSocketMessage } from '../../types.js';
import type { Settings } from '../settings.js';
import { isChannels, query, speakHttp } from './http.js';
import type { Hooks, Transport } from './transport.js';

/** Channels of one stream, as the gateway has it. */
const CHANNELS = 10;
/** A browser has six connections to a host; some are left for the requests. */
const STREAMS = 4;
/** Channels that it carries. */
export const SSE_CHANNELS = CHANNELS * STREAMS;
/** The gateway says something at once, and then every 25 seconds, if only a comment; some proxies keep it all to themselves. */
const BEGINNING = 10_000;
const SILENCE = 70_000;

/** One stream: its channels, each with the place where it stands. */
interface Stream {
  places: Map<string, string>;
  /** Wishes that have not been answered, by channel. */
  asked: Map<string, WebSocketMessage>;
  /** Channels that are to be told when all that was missed has been heard. */
  behind: Set<string>;
  abort: AbortController;
}

/**
 * Server-sent events, read with `fetch`, which can send a header as an EventSource cannot. Each stream is opened with the
 * places of its channels as its position, so that any stream goes on where another transport has left off.
 */
export function dialSse(settings: Settings, token: string, hooks: Hooks): Transport {
  const http = speakHttp('sse', settings, token, hooks);
  const streams: Stream[] = [];

  const follow = (channel: string, wish: WebSocketMessage) => {
    let stream = streams.find(({ places }) => places.has(channel)) ?? streams.find(({ places }) => places.size < CHANNELS);
    if (!stream) {
      if (streams.length === STREAMS) return http.failed({ status: 0, code: 'not_supported', message: 'too many channels' });
      streams.push((stream = { places: new Map(), asked: new Map(), behind: new Set(), abort: new AbortController() }));
    }
    stream.places.set(channel, String(wish['since'] ?? 'latest'));
    stream.asked.set(channel, wish);
    if (wish['since']) stream.behind.add(channel);
    soon(stream);
  };

  /** Opens it anew, once for all that changes in this turn. What the old one still says would move places that were just named. */
  const soon = (stream: Stream) => {
    stream.abort.abort();
    const abort = (stream.abort = new AbortController());
    setTimeout(() => run(stream, abort));
  };

  const run = async (stream: Stream, abort: AbortController) => {
    const isOver = () => http.isOver() || stream.abort !== abort;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = (ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), ms);
    };
    try {
      if (isOver() || stream.places.size === 0) return;
      patience(BEGINNING);
      const channels = [...stream.places.keys()].map((channel) => query({ channel }));
      const lastEventId = [...stream.places.values()].join('.');
      const { body } = await http.ask(`/sse?${channels.join('&')}&${query({ lastEventId })}`, {}, abort);
      if (isOver()) return;
      if (!body) return http.failed({ status: 0, code: 'not_supported', message: 'no streams here' });
      for await (const lines of read(body.getReader())) {
        patience(SILENCE);
        for (const channel of stream.asked.keys()) {
          if (!isOver() && stream.places.get(channel) !== 'latest') answer(stream, channel);
        }
        for (const line of lines) {
          if (isOver()) return;
          if (line.startsWith('data:')) heard(stream, JSON.parse(line.slice(5)));
        }
      }
      if (!isOver()) http.failed();
    } catch (why) {
      if (isOver()) return;
      if (isChannels(why)) await sift(stream, why);
      else http.failed(why);
    } finally {
      clearTimeout(timer);
    }
  };

  const answer = (stream: Stream, channel: string, cursor?: unknown) => {
    const { povId, teamId, id } = stream.asked.get(channel)!;
    stream.asked.delete(channel);
    hooks.frame({ type: 'subscribed', id, channel, povId, teamId, cursor });
  };

  /**
   * Who asked for what comes from now on is answered when it is known where that is, which `live` says. The gateway says it
   * each time that a stream is opened; it is passed on once for each wish.
   */
  const heard = (stream: Stream, frame: WebSocketMessage) => {
    const { cursor, type } = frame;
    const channel = frame['channel'] as string;
    if (cursor && stream.places.has(channel)) {
      stream.places.set(channel, cursor as string);
      if (stream.asked.has(channel)) answer(stream, channel, cursor);
      if (type === 'live' && !stream.behind.delete(channel)) return;
    }
    hooks.frame(frame);
  };

  /** One channel is enough for a stream to be refused: each is asked for alone, and who cannot be had is told so. */
  const sift = async (stream: Stream, whole: unknown) => {
    for (const [channel, since] of [...stream.places]) {
      try {
        await http.events(channel, { since, limit: 1 });
      } catch (why) {
        if (!isChannels(why)) return http.failed(why);
        const id = stream.asked.get(channel)?.['id'];
        drop(stream, channel);
        whole = undefined;
        hooks.frame({ type: 'error', id, channel, code: why.code, message: why.message });
      }
    }
    if (whole) http.failed(whole);
  };

  const drop = (stream: Stream, channel: string) => {
    stream.asked.delete(channel);
    stream.behind.delete(channel);
    if (stream.places.delete(channel)) soon(stream);
  };

  return http.transport({
    follow,
    unfollow: (channel) => streams.forEach((stream) => drop(stream, channel)),
    renewed: () => streams.forEach(soon),
    stop: () => streams.forEach(({ abort }) => abort.abort()),
  });
}

/** Reads a stream to its end, whole lines at a time. Its positions are those that stand in the frames too, so that only data counts. */
async function* read(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield lines;
  }
}
