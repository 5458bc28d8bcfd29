import type { ConnectionState, Transport as Kind, WebSocketMessage } from '../types.js';
import { RealtimeError } from '../types.js';
import type { StatusChange } from '../service/ObservableService.js';
import { backoff } from './backoff.js';
import { startHeartbeat } from './heartbeat.js';
import type { Ladder } from './ladder.js';
import { next, refusal } from './refusal.js';
import type { Settings } from './settings.js';
import type { Tokens } from './tokens.js';
import { dialPolling } from './transports/polling.js';
import { dialSse } from './transports/sse.js';
import type { Transport } from './transports/transport.js';
import { dialWebSocket } from './transports/websocket.js';

const DIAL = { websocket: dialWebSocket, sse: dialSse, polling: dialPolling };
/** Until a transport has opened, the token fetched and taken, in milliseconds. */
const OPENING = 15_000;
/** A socket that is lost sooner, and over which nothing came, was none: some proxies open what they do not carry. */
const SOON = 10_000;
/** Between tries of a better transport. */
const BETTER_EVERY = 60_000;
/** Before a token is asked for again where there was none to be had, while the old one still counts. */
const TOKEN_AGAIN = 5_000;
const LONGEST_TIMER = 2 ** 31 - 1;

type Timer = ReturnType<typeof setTimeout> | undefined;

/** A transport, and what is known of it. */
interface Link {
  readonly kind: Kind;
  open: boolean;
  /** When it is worth something, though nothing has come over it; in milliseconds since 1970. What goes by requests never is. */
  worksAt: number;
  transport?: Transport;
  /** What it was begun with, once there was one. */
  token?: string;
  opening?: Timer;
  /** What the gateway said last, if that was an error about the whole connection. */
  error?: RealtimeError | undefined;
  /** How long it was told to stay away. */
  afterMs: number | undefined;
}

/** What a connection tells. */
export interface ConnectionHooks {
  /** Everything can be sent. */
  opened(): void;
  frame(frame: WebSocketMessage): void;
  /** Nothing can be sent for now; or, before `opened` follows at once, another transport takes over. */
  lost(kind: Kind): void;
  /** It is given up, and nothing more is tried without being asked to. */
  ended(error: RealtimeError): void;
  status(change: StatusChange): void;
}

/** Keeps a connection: makes it, looks after it, makes it again, and over something else if need be. */
export interface Connection {
  isOpen(): boolean;
  /** Whether it is connected, or on its way, or waits to try again. */
  isTrying(): boolean;
  /** Tries now, with all attempts before it. */
  start(): void;
  /** Ends all of it. */
  stop(): void;
  send(frame: WebSocketMessage): void;
  /** Nobody looks: no heartbeats, which would wake the machine. */
  hidden(): void;
  /** Somebody looks, or the network has changed: asks at once whether the far side is there, or tries at once. */
  look(): void;
}

/** A connection that is not made yet. Functions here share what is known of it; nothing else does. */
export function keepConnection(settings: Settings, tokens: Tokens, ladder: Ladder, hooks: ConnectionHooks): Connection {
  let link: Link | undefined;
  /** A better one that is tried while the other goes on. */
  let probe: Link | undefined;
  let attempt = 0;
  let wasOpen = false;
  let tokenRefused = false;
  /** Whether the gateway has said when to come back. */
  let told = false;
  let retryTimer: Timer;
  let tokenTimer: Timer;
  let betterTimer: Timer;

  const send = (frame: WebSocketMessage) => link?.transport?.send(frame);

  const heartbeat = startHeartbeat(settings, {
    ping: () => send({ type: 'ping' }),
    answered: (roundTrip) => hooks.status({ quality: { roundTrip, missed: 0 } }),
    missed: () => {
      hooks.status({ quality: { missed: 1 } });
      broken(link!, 1006, new RealtimeError('timeout', 'no answer in time'));
    },
  });

  /** What is not named is as where nothing is open and nothing planned. */
  const tell = (state: ConnectionState, more: StatusChange = {}) =>
    hooks.status({ state, attempt, delay: 0, retryAt: undefined, transport: undefined, ...more });

  /** Streams and requests show by themselves that they are alive; a page that nobody sees needs no proof. */
  const beats = () => link?.kind === 'websocket' && !globalThis.document?.hidden;

  const begin = () => {
    rest();
    tell(attempt === 0 && !wasOpen ? 'connecting' : 'reconnecting');
    link = dial(ladder.kind());
  };

  /** Nothing is under way any more. */
  const rest = () => {
    for (const timer of [retryTimer, tokenTimer, betterTimer]) clearTimeout(timer);
    retryTimer = undefined;
    heartbeat.stop();
    hangUp(link);
    hangUp(probe);
    link = probe = undefined;
  };

  const dial = (kind: Kind): Link => {
    const own: Link = { kind, open: false, worksAt: Infinity, afterMs: undefined };
    const failed = (error: RealtimeError) => broken(own, 1006, error);
    own.opening = setTimeout(() => failed(new RealtimeError('timeout', 'no answer in time')), OPENING);
    tokens.current().then((token) => {
      if (own !== link && own !== probe) return;
      own.token = token;
      try {
        own.transport = DIAL[kind](settings, token, {
          frame: (frame) => heard(own, frame),
          closed: (code, afterMs = own.afterMs) => {
            own.afterMs = afterMs;
            broken(own, code);
          },
        });
      } catch {
        broken(own, 1006);
      }
    }, failed);
    return own;
  };

  const heard = (from: Link, frame: WebSocketMessage) => {
    const { type, channel, id } = frame;
    from.error = undefined;
    if (from.open && from.worksAt > 0 && (from.kind === 'websocket' || type === 'subscribed')) works(from);
    if (type === 'authenticated') authenticated(from, frame);
    else if (type === 'pong') heartbeat.pong();
    else if (type === 'reconnect') from.afterMs = Number(frame['afterMs']) || 0;
    else if (type === 'error' && !channel && id === undefined) {
      from.error = refusal(frame);
      from.afterMs = Number(frame['retryAfterMs']) || from.afterMs;
      // The new token is another user's, for whom there has to be another connection.
      if (from.error.code === 'forbidden') return broken(from, 4401);
    }
    if (from !== probe) hooks.frame(frame);
  };

  const authenticated = (from: Link, frame: WebSocketMessage) => {
    const due = tokens.taken(frame);
    clearTimeout(tokenTimer);
    if (tokens.renewable && due < LONGEST_TIMER) tokenTimer = setTimeout(renew, due);
    if (!from.open) opened(from);
  };

  /** Something came. */
  const works = (from: Link) => {
    from.worksAt = attempt = 0;
    ladder.works();
  };

  const opened = (from: Link) => {
    from.open = wasOpen = true;
    if (from.kind === 'websocket') from.worksAt = Date.now() + SOON;
    clearTimeout(from.opening);
    if (from === probe) {
      hangUp(link);
      hooks.lost(link!.kind);
      link = probe;
      probe = undefined;
    }
    tokenRefused = false;
    ladder.opened(from.kind);
    lookForBetter();
    hooks.opened();
    tell('connected', { transport: from.kind, attempt: 0, quality: { missed: 0 }, lastError: undefined });
    if (beats()) heartbeat.start();
  };

  /** A better transport takes over when it has opened; until then, the other goes on. */
  const lookForBetter = () => {
    clearTimeout(betterTimer);
    betterTimer = setTimeout(() => {
      const kind = ladder.better();
      if (!kind) return;
      probe ??= dial(kind);
      lookForBetter();
    }, BETTER_EVERY);
  };

  const renew = () => {
    const current = link;
    tokens.spoil();
    tokens.current().then(
      (token) => {
        if (current === link) send({ type: 'auth', token });
      },
      () => {
        if (current === link) tokenTimer = setTimeout(renew, TOKEN_AGAIN);
      },
    );
  };

  const broken = (from: Link, code: number, error = from.error ?? closed(code)) => {
    if (from === probe) {
      hangUp(probe);
      probe = undefined;
    }
    if (from !== link) return;
    rest();
    if (from.open) hooks.lost(from.kind);
    if (Date.now() >= from.worksAt) attempt = 0;
    else if (from.token) ladder.failed();
    const then = next(code, error.code);
    if (then === 'fresh token' && from.token && !tokenRefused && tokens.spoil(from.token)) {
      tokenRefused = true;
      begin();
    } else if (then === 'retry' && attempt < settings.maxReconnectAttempts) {
      again(from, error);
    } else {
      tell(then === 'retry' ? 'disconnected' : 'error', { lastError: error });
      hooks.ended(error);
    }
  };

  const again = ({ afterMs, error }: Link, lastError: RealtimeError) => {
    const usual = backoff(settings.reconnectInterval, settings.maxReconnectDelay, attempt++);
    const delay = Math.min(afterMs ?? usual, LONGEST_TIMER);
    told = afterMs !== undefined;
    retryTimer = setTimeout(begin, delay);
    // Where the gateway has asked to be left for a while, nothing is wrong.
    const wrong = !told || error;
    tell('reconnecting', { delay, retryAt: Date.now() + delay, ...(wrong && { lastError }) });
  };

  return {
    isOpen: () => link?.open === true,
    isTrying: () => link !== undefined || retryTimer !== undefined,
    start() {
      attempt = 0;
      tokenRefused = false;
      begin();
    },
    stop() {
      wasOpen = false;
      attempt = 0;
      rest();
      tell('disconnected', { lastError: undefined });
    },
    send,
    hidden: heartbeat.stop,
    look() {
      if (link?.open) {
        if (beats()) heartbeat.beat();
      } else if (retryTimer !== undefined && !told) {
        begin();
      }
    },
  };
}

function hangUp(link: Link | undefined): void {
  clearTimeout(link?.opening);
  link?.transport?.close();
}

function closed(code: number): RealtimeError {
  return code === 1006
    ? new RealtimeError('network', 'the gateway cannot be reached')
    : new RealtimeError('closed', `closed with ${code}`);
}
