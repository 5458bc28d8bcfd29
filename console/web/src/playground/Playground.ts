import { RealtimeError, WebSocketEvent, type EventInfo, type PresenceMember, type WebSocketMessage } from '@milepost/client';
import { NativeWebSocketService } from '@milepost/client/native';
import { change, path, read } from '../api/request.js';
import type { ChannelPage, Session } from '../api/types.js';
import { readFrame, withFrame } from './frames/frames.js';
import { Line, type Direction } from './line/Line.js';
import { begun, caughtUp, lost, mended, published, returned, type Told } from './replay/report.js';
import { EMPTY, type State } from './state.js';
import { walked } from './walk/teams.js';

/** How often what has changed is shown, in milliseconds: a replay brings hundreds of events at once. */
const SHOWN_EVERY = 60;
/** Of events that this page has had, so many are remembered, to tell which were missed. */
const MOST_REMEMBERED = 2_000;
/** However many come and go, who is there is asked once in so many milliseconds. */
const ASKED_EVERY = 1_000;

/**
 * A user's connection over a line that can be cut, and beside it a witness: a second connection of the same user that is never
 * cut, so that there is something to compare with. Both are ordinary clients.
 */
export class Playground {
  private current: State = EMPTY;
  private readonly listeners = new Set<() => void>();
  private showing: ReturnType<typeof setTimeout> | undefined;
  private mending: ReturnType<typeof setTimeout> | undefined;
  private line = new Line(() => {});
  private client: NativeWebSocketService | undefined;
  private witness: NativeWebSocketService | undefined;
  private had = new Set<string>();
  private number = 0;
  private readonly asking = new Map<string, ReturnType<typeof setTimeout>>();
  /** Counts connects and disconnects: what an older one was waiting for is not wanted any more. */
  private turn = 0;

  get state(): State {
    return this.current;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Connects as a user. Throws an `ApiError` if the node gives no token, a {@link RealtimeError} if it takes none. */
  async connect(user: string, channels: readonly string[]): Promise<void> {
    await this.disconnect();
    const turn = this.turn;
    const session = await change<Session>('session', { user });
    if (turn !== this.turn) {
      return;
    }
    const token = async () => (await change<Session>('session', { user })).token;
    const apiUrl = new URL(session.url, location.href).href;
    this.line = new Line((direction, text) => this.overLine(direction, text));
    const client = new NativeWebSocketService({
      apiUrl,
      token,
      WebSocket: this.line.Socket,
      transports: ['websocket'],
      maxReconnectAttempts: 1_000,
    });
    const witness = new NativeWebSocketService({ apiUrl, token, transports: ['websocket'], maxReconnectAttempts: 1_000 });
    this.client = client;
    this.witness = witness;
    this.had = new Set();
    this.set({ ...EMPTY, user });
    client.onStatus((status) => this.connection(status));
    client.onMessage((message) => this.control(message));
    client.on('*', (data, event) => this.heard(data, event));
    client.on(WebSocketEvent.GAP, (gap: { channel: string; reason: string }) => this.report((report) => lost(report, gap.channel, gap.reason)));
    witness.on('*', (data, event) => this.witnessed(data, event));
    await Promise.all([client.connect(user, session.token), witness.connect(user, session.token)]).catch((failure) => {
      if (turn === this.turn) {
        throw failure;
      }
    });
    if (turn !== this.turn) {
      return;
    }
    await Promise.all(channels.map((channel) => this.subscribe(channel)));
    await Promise.all(channels.map((channel) => this.lookBack(channel)));
  }

  async disconnect(): Promise<void> {
    this.turn++;
    clearTimeout(this.mending);
    this.asking.forEach((timer) => clearTimeout(timer));
    this.asking.clear();
    const ending = [this.client, this.witness];
    this.client = this.witness = undefined;
    this.set({ ...EMPTY, frames: this.current.frames });
    await Promise.all(ending.map((service) => service?.disconnect()));
  }

  /** Follows a channel, from a place in the past if one is given. What is refused is shown. */
  async subscribe(channel: string, since?: string): Promise<void> {
    await this.attempt(async () => {
      await Promise.all([this.client?.subscribe(channel, since ? { since } : {}), this.witness?.subscribe(channel)]);
      this.set({ channels: { [channel]: 0, ...this.current.channels } });
    });
  }

  async unsubscribe(channel: string): Promise<void> {
    const { [channel]: _, ...channels } = this.current.channels;
    this.set({ channels });
    await Promise.all([this.client?.unsubscribe(channel), this.witness?.unsubscribe(channel)]);
  }

  /** Publishes for good. While the line is cut it waits, and is sent once. */
  publish(channel: string, event: string, data: unknown): Promise<boolean> {
    return this.attempt(async () => this.client?.send(channel, event, data));
  }

  /** Tells those who are there now, and nobody later. */
  signal(channel: string, event: string, data: unknown): void {
    this.client?.sendMessage({ type: 'signal', channel, event, data });
  }

  /** Comes to a channel as a member, and asks who else is there. */
  async present(channel: string): Promise<void> {
    await this.attempt(async () => {
      await this.client?.subscribePresence(channel);
      await this.askMembers(channel);
    });
  }

  /** Drops the socket and lets none be made for so long. */
  cut(milliseconds: number): void {
    if (!this.client || this.line.isCut) {
      return;
    }
    const now = Date.now();
    this.set({ cutUntil: now + milliseconds, report: begun(now, Object.keys(this.current.channels)) });
    this.line.cut();
    this.mending = setTimeout(() => this.mend(), milliseconds);
  }

  /** Makes the line whole before its time. */
  mend(): void {
    clearTimeout(this.mending);
    if (!this.line.isCut) {
      return;
    }
    this.line.mend();
    this.report((report) => mended(report, Date.now()));
    const { cutUntil: _, ...rest } = this.current;
    this.replace(rest);
    this.client?.reconnect();
  }

  clearFrames(): void {
    this.set({ frames: [] });
  }

  /** Where a team is before its next event comes: the log knows. */
  private async lookBack(channel: string): Promise<void> {
    const page = await read<ChannelPage>(`channels/${path(channel)}`, { limit: 10 }).catch(() => undefined);
    const past = [...(page?.events ?? [])].reverse().reduce((walks, { type, data }) => walked(walks, type, data), {});
    // What came since knows better.
    this.set({ walks: { ...past, ...this.current.walks }, ahead: { ...past, ...this.current.ahead } });
  }

  /** A connection that is lost by itself is followed as one that was cut, though the witness may be lost with it. */
  private connection(status: State['status']): void {
    const before = this.current.status.state;
    this.set({ status });
    if (this.line.isCut || before === status.state) {
      return;
    }
    if (before === 'connected') {
      this.set({ report: begun(Date.now(), Object.keys(this.current.channels)) });
    } else if (status.state === 'connected') {
      this.report((report) => (report.mendedAt === undefined ? mended(report, Date.now()) : report));
    }
  }

  private overLine(direction: Direction, text: string): void {
    const frame = readFrame(text, direction, ++this.number, Date.now());
    const replayed = direction === 'in' && this.isReplaying(frame.channel) && hasCursor(frame.body);
    this.set({ frames: withFrame(this.current.frames, replayed ? { ...frame, replayed } : frame) });
  }

  private heard(data: unknown, event: EventInfo): void {
    const { channel = '' } = event;
    const { channels } = this.current;
    this.set({
      walks: walked(this.current.walks, event.type, data),
      channels: channel in channels ? { ...channels, [channel]: channels[channel]! + 1 } : channels,
    });
    const told = toldBy(event);
    if (told) {
      this.remember(told);
      this.report((report) => returned(report, told, this.isReplaying(channel)));
    }
  }

  private witnessed(data: unknown, event: EventInfo): void {
    this.set({ ahead: walked(this.current.ahead, event.type, data) });
    const told = toldBy(event);
    if (told && this.line.isCut && !this.had.has(keyOf(told))) {
      this.report((report) => published(report, told));
    }
  }

  private control(message: WebSocketMessage): void {
    const { type } = message;
    const channel = String(message['channel']);
    if (type === 'live') {
      this.report((report) => caughtUp(report, channel, Date.now()));
    } else if (type === 'error') {
      this.set({ refusal: `${String(message['code'])}: ${String(message['message'])}` });
    } else if (type === 'member-online' || type === 'member-offline') {
      this.askSoon(channel.replace(/^presence-/, ''));
    }
  }

  private askSoon(channel: string): void {
    if (!this.asking.has(channel)) {
      const ask = () => {
        this.asking.delete(channel);
        this.askMembers(channel).catch(() => {});
      };
      this.asking.set(channel, setTimeout(ask, ASKED_EVERY));
    }
  }

  private async askMembers(channel: string): Promise<void> {
    const members: PresenceMember[] = (await this.client?.getPresenceMembers(channel)) ?? [];
    this.set({ members: { ...this.current.members, [channel]: members } });
  }

  /** Whether what comes of a channel now is from before the line was whole again. */
  private isReplaying(channel: string | undefined): boolean {
    const { report } = this.current;
    return report?.mendedAt !== undefined && channel !== undefined && report.behind.includes(channel);
  }

  private remember(told: Told): void {
    this.had.add(keyOf(told));
    if (this.had.size > MOST_REMEMBERED) {
      this.had.delete(this.had.values().next().value!);
    }
  }

  private async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (failure) {
      const said = failure instanceof RealtimeError ? `${failure.code}: ${failure.message}` : String(failure);
      this.set({ refusal: said });
      return false;
    }
  }

  private report(change: (report: NonNullable<State['report']>) => NonNullable<State['report']>): void {
    if (this.current.report) {
      this.set({ report: change(this.current.report) });
    }
  }

  private set(part: Partial<State>): void {
    this.replace({ ...this.current, ...part });
  }

  private replace(state: State): void {
    this.current = state;
    this.showing ??= setTimeout(() => {
      this.showing = undefined;
      this.listeners.forEach((listener) => listener());
    }, SHOWN_EVERY);
  }
}

/** Signals are in no log and cannot be missed. */
function toldBy({ id, source, type, channel, ephemeral }: EventInfo): Told | undefined {
  return id === undefined || source === undefined || channel === undefined || ephemeral ? undefined : { id, source, type, channel };
}

function keyOf({ id, source }: Told): string {
  return JSON.stringify([source, id]);
}

function hasCursor(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'cursor' in body && 'data' in body;
}
