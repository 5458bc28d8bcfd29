/** What `/console/api/` answers, as docs/CONSOLE.md lays it down. Times are RFC 3339, durations milliseconds. */

export interface Overview {
  node: string;
  now: string;
  startedAt: string;
  dev: boolean;
  version: string;
  /** Whether Kafka answers, and else why not. */
  kafka?: { ok: boolean; detail?: string };
  /** Whether a subscription would succeed now. */
  ready?: boolean;
  connections: number;
  channels: number;
  subscriptions: { live: number; replaying: number };
  events: number;
  deliveries: number;
  replayed: number;
  /** Subscriptions that were too slow to stay live, and went on by replay. */
  demotions?: number;
  publishes: number;
  signals: number;
  rateLimited: number;
  /** By code; rate limits too. */
  refused: Record<string, number>;
  gaps: Record<string, number>;
  latency: { p50?: number; p95?: number; p99?: number };
  streams: StreamState[];
  fanouts: FanoutState[];
}

export interface StreamState {
  stream: string;
  topic: string;
  partitions?: number;
  /** Records that the gateway has yet to read; absent while Kafka does not say. */
  lag?: number;
}

export interface FanoutState {
  name: string;
  /** Whether an instance runs in this process; only then is it known how it is. */
  here: boolean;
  ok?: boolean;
  detail?: string;
  lag?: number;
  /** Age of the oldest event that waits, in milliseconds. */
  oldest?: number;
  outcomes?: Outcomes;
  deadLetters?: number;
}

export type Outcomes = Record<string, number>;

export interface ChannelSummary {
  channel: string;
  subscribers: number;
  members?: number;
  lastEvent?: { id: string; type: string; at: string };
}

export interface ChannelPage {
  channel: string;
  subscribers: number;
  members?: Member[];
  streams?: string[];
  events: LogEvent[];
  cursor: string | null;
  complete: boolean;
}

export interface Member {
  id: string;
  info?: { name?: string };
}

/** An event of a channel's history. */
export interface LogEvent {
  id: string;
  type: string;
  source?: string;
  timestamp?: string;
  data?: unknown;
  subject?: string;
  userId?: string;
}

export interface EventStory {
  event: { id: string; source: string; type: string; time?: string; data?: unknown; userId?: string; subject?: string };
  record?: {
    stream?: string;
    topic: string;
    partition: number;
    offset: number;
    key?: string;
    timestamp?: string;
    bytes?: number;
  };
  channels?: { channel: string; sockets?: number; subscribers?: number }[];
  fanouts?: { fanout: string; steps: Step[] }[];
  mails?: Mail[];
  /** False if to look for all of it would have cost too much. */
  complete?: boolean;
}

/** One thing that happened to an event on its way. */
export interface Step {
  at?: string;
  what: string;
  attempt?: number;
  detail?: string;
  channel?: string;
  letter?: LetterPlace;
}

export interface Mail {
  request: string;
  to?: string;
  template?: string;
  steps: Step[];
}

export interface LetterPlace {
  topic: string;
  partition: number;
  offset: number;
}

export interface Letter extends LetterPlace {
  fanout: string;
  at: string;
  reason: string;
  attempts?: number;
  event?: { id?: string; source?: string; type?: string };
  channel?: string;
  /** It has been sent on already; it stays in its topic all the same. */
  redriven?: boolean;
}

export interface OpenedLetter extends Letter {
  record?: Record<string, unknown>;
  headers?: Record<string, string>;
  data?: unknown;
}

export interface RedriveAnswer {
  sent: number;
  failed: (LetterPlace & { message?: string; reason?: string })[];
}

export interface EmailState {
  inbox: boolean;
  outcomes: EmailOutcome[];
  templates: { name: string; locales: string[] }[];
}

export interface EmailOutcome {
  at: string;
  what: string;
  request?: string;
  to?: string;
  template?: string;
  detail?: string;
}

export interface Suppression {
  recipient: string;
  reason: string;
  since: string;
}

export interface TemplatePreview {
  subject: string;
  html: string;
  text: string;
  model?: unknown;
}

/** A mail of `/dev/mail`. */
export interface InboxMail {
  id: string;
  when: string;
  to: string[];
  subject: string;
  html: string;
  text: string;
}

export interface Session {
  token: string;
  expiresAt: string;
  url: string;
}
