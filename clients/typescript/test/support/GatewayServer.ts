import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { PresenceMember, WebSocketMessage } from '../../src/types.js';

interface Session {
  socket: WebSocket;
  user: string | undefined;
  channels: Set<string>;
}

/** The gateway's socket as docs/PROTOCOL.md has it, with a log of events for each channel, and the route for a page's token. */
export class GatewayServer {
  readonly sent: { channel: string; event: string; data: unknown }[] = [];
  /** Every frame that clients have sent. */
  readonly frames: WebSocketMessage[] = [];
  /** Requests for a page's token. */
  tokens = 0;
  readonly forbidden = new Set<string>();
  private readonly logs = new Map<string, WebSocketMessage[]>();
  private readonly members = new Map<string, PresenceMember[]>();
  private readonly sessions = new Set<Session>();
  private readonly http: Server;
  private readonly sockets: WebSocketServer;

  private constructor() {
    this.http = createServer((request, response) => this.answer(request, response));
    this.sockets = new WebSocketServer({ server: this.http, path: '/ws', handleProtocols: () => 'milepost.v1' });
    this.sockets.on('connection', (socket) => this.connected(socket));
  }

  static async start(): Promise<GatewayServer> {
    const server = new GatewayServer();
    await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.http.address() as AddressInfo).port}/ws`;
  }

  /** The page's origin, as it were. */
  get origin(): string {
    return this.url.replace('ws:', 'http:').replace('/ws', '');
  }

  /** How many are connected with a token that counts. */
  get connections(): number {
    return [...this.sessions].filter(({ user }) => user !== undefined).length;
  }

  /** The channels that are followed now, once for each connection. */
  get followed(): string[] {
    return [...this.sessions].flatMap(({ channels }) => [...channels]);
  }

  publish(channel: string, type: string, data: unknown, identity?: { id: string; source: string }): void {
    const log = this.logs.get(channel) ?? [];
    this.logs.set(channel, log);
    const cursor = String(log.length + 1);
    const event = { type, channel, id: `${channel}-${cursor}`, source: '/test', ...identity, cursor, data, timestamp: now() };
    log.push(event);
    this.tell(channel, event);
  }

  present(channel: string, members: PresenceMember[]): void {
    const before = this.members.get(channel) ?? [];
    this.members.set(channel, members);
    const missing = (some: PresenceMember[], others: PresenceMember[]) => some.filter(({ id }) => !others.some((other) => other.id === id));
    for (const data of missing(before, members)) this.tell(channel, { type: 'member-offline', channel, data, timestamp: now() });
    for (const data of missing(members, before)) this.tell(channel, { type: 'member-online', channel, data, timestamp: now() });
  }

  dropAll(): void {
    for (const { socket } of this.sessions) socket.terminate();
  }

  async stop(): Promise<void> {
    this.dropAll();
    this.sockets.close();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  private connected(socket: WebSocket): void {
    const session: Session = { socket, user: undefined, channels: new Set() };
    this.sessions.add(session);
    socket.on('close', () => this.sessions.delete(session));
    socket.on('message', (text) => this.heard(session, JSON.parse(String(text)) as WebSocketMessage));
  }

  private heard(session: Session, frame: WebSocketMessage): void {
    this.frames.push(frame);
    const { id, povId, teamId } = frame;
    const channel = frame['channel'] ?? (povId ? `pov-${povId}` : teamId ? `team-${teamId}` : undefined);
    const repeated = { id, povId, teamId, channel };
    const answer = (fields: WebSocketMessage) => session.socket.send(JSON.stringify({ ...repeated, timestamp: now(), ...fields }));
    const name = String(channel);
    if (frame.type === 'auth') {
      const user = String(frame['token']).replace(/^token-of-|-again$/g, '');
      if (session.user && session.user !== user) return answer({ type: 'error', code: 'forbidden', message: "the connection is another user's" });
      session.user = user;
      answer({ type: 'authenticated', userId: session.user, expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    } else if (frame.type === 'ping') answer({ type: 'pong' });
    else if (this.forbidden.has(name)) answer({ type: 'error', code: 'forbidden', message: 'not your channel', error: 'not your channel' });
    else if (frame.type === 'subscribe') this.subscribe(session, name, frame, answer);
    else if (frame.type === 'unsubscribe') {
      session.channels.delete(name);
      answer({ type: 'unsubscribed' });
    } else if (frame.type === 'publish') {
      this.sent.push({ channel: name, event: String(frame['event']), data: frame.data });
      answer({ type: 'published', eventId: `e-${this.sent.length}` });
    } else if (frame.type === 'presence') {
      const others = this.members.get(name) ?? [];
      const members = [{ id: 'me', info: { name: 'Me' } }, ...others];
      answer({ type: 'presence', count: members.length, members });
    }
  }

  private subscribe(session: Session, channel: string, { since }: WebSocketMessage, answer: (fields: WebSocketMessage) => void): void {
    session.channels.add(channel);
    const log = this.logs.get(channel) ?? [];
    answer({ type: 'subscribed', cursor: String(log.length), recovered: true });
    if (since === undefined) return;
    const from = since === 'earliest' ? 0 : since === 'latest' ? log.length : Number(since);
    for (const event of log.slice(from)) session.socket.send(JSON.stringify(event));
    answer({ type: 'live', cursor: String(log.length) });
  }

  private tell(channel: string, frame: object): void {
    for (const { socket, channels } of this.sessions) if (channels.has(channel)) socket.send(JSON.stringify(frame));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const isToken = request.url === '/api/auth/ws-token';
    if (isToken) this.tokens += 1;
    const body = isToken ? { token: 'token-of-me', expiresIn: 3_600, expiresAt: new Date(Date.now() + 3_600_000).toISOString() } : {};
    response.writeHead(isToken ? 200 : 404, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }
}

function now(): string {
  return new Date().toISOString();
}
