import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { PresenceMember } from '../../src/types.js';

interface Frame {
  event: string;
  channel?: string;
  data: Record<string, unknown>;
}

/** What Pusher is to pusher-js, and the application beside it: the socket's protocol 7, `authEndpoint`, and the route for sending. */
export class PusherServer {
  readonly sent: { channel: string; event: string; data: unknown }[] = [];
  /** The bearer tokens that were shown, in order. */
  readonly tokens: (string | undefined)[] = [];
  /** Names at Pusher that nobody is let into. */
  readonly forbidden = new Set<string>();
  /** What the route for sending answers instead of 200. */
  refusal: { status: number; body: unknown } | undefined;
  private readonly members = new Map<string, Map<string, unknown>>();
  private readonly followers = new Map<WebSocket, Set<string>>();
  private readonly http: Server;
  private readonly sockets: WebSocketServer;
  private count = 0;

  private constructor() {
    this.http = createServer((request, response) => void this.answer(request, response));
    this.sockets = new WebSocketServer({ server: this.http });
    this.sockets.on('connection', (socket) => this.connected(socket));
  }

  static async start(): Promise<PusherServer> {
    const server = new PusherServer();
    await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The names that are followed now. */
  get followed(): string[] {
    return [...this.followers.values()].flatMap((names) => [...names]);
  }

  publish(channel: string, event: string, data: unknown): void {
    this.tell(channel, { event, channel, data: JSON.stringify(data) });
  }

  present(channel: string, members: PresenceMember[]): void {
    const before = this.membersOf(channel);
    const after = new Map<string, unknown>(members.map(({ id, info }) => [id, info]));
    if (before.has('me')) after.set('me', before.get('me'));
    this.members.set(channel, after);
    for (const id of before.keys()) if (!after.has(id)) this.member(channel, 'member_removed', { user_id: id });
    for (const [id, info] of after) if (!before.has(id)) this.member(channel, 'member_added', { user_id: id, user_info: info });
  }

  /** Closes every connection with a close code of Pusher's. */
  closeAll(code: number, reason: string): void {
    for (const socket of this.sockets.clients) socket.close(code, reason);
  }

  dropAll(): void {
    for (const socket of this.sockets.clients) socket.terminate();
  }

  async stop(): Promise<void> {
    this.dropAll();
    this.sockets.close();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  private connected(socket: WebSocket): void {
    const socketId = `1.${++this.count}`;
    this.followers.set(socket, new Set());
    socket.on('close', () => this.followers.delete(socket));
    socket.on('message', (text) => this.heard(socket, JSON.parse(String(text)) as Frame));
    const established = JSON.stringify({ socket_id: socketId, activity_timeout: 120 });
    socket.send(JSON.stringify({ event: 'pusher:connection_established', data: established }));
  }

  private heard(socket: WebSocket, { event, data }: Frame): void {
    const channel = String(data.channel);
    if (event === 'pusher:ping') socket.send(JSON.stringify({ event: 'pusher:pong', data: {} }));
    if (event === 'pusher:unsubscribe') this.followers.get(socket)?.delete(channel);
    if (event !== 'pusher:subscribe') return;
    const guarded = /^(private|presence)-/.test(channel);
    if (guarded && data.auth !== `key:${channel}`) {
      const error = { type: 'AuthError', error: 'signature invalid', status: 401 };
      return socket.send(JSON.stringify({ event: 'pusher:subscription_error', channel, data: error }));
    }
    this.followers.get(socket)?.add(channel);
    const presence = channel.startsWith('presence-') ? this.join(channel, String(data.channel_data)) : {};
    socket.send(JSON.stringify({ event: 'pusher_internal:subscription_succeeded', channel, data: JSON.stringify(presence) }));
  }

  private join(channel: string, told: string): unknown {
    const { user_id: id, user_info: info } = JSON.parse(told) as { user_id: string; user_info: unknown };
    const members = this.membersOf(channel).set(id, info);
    return { presence: { ids: [...members.keys()], hash: Object.fromEntries(members), count: members.size } };
  }

  private membersOf(channel: string): Map<string, unknown> {
    const members = this.members.get(channel) ?? new Map<string, unknown>();
    this.members.set(channel, members);
    return members;
  }

  private member(channel: string, event: string, data: unknown): void {
    this.tell(channel, { event: `pusher_internal:${event}`, channel, data: JSON.stringify(data) });
  }

  private tell(channel: string, frame: object): void {
    for (const [socket, names] of this.followers) if (names.has(channel)) socket.send(JSON.stringify(frame));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += chunk;
    this.tokens.push(request.headers.authorization?.replace('Bearer ', ''));
    if (request.url === '/api/auth/websocket') {
      const channel = new URLSearchParams(text).get('channel_name') ?? '';
      if (this.forbidden.has(channel)) return end(response, 403, { error: { code: 'forbidden', message: 'not your channel' } });
      const member = JSON.stringify({ user_id: 'me', user_info: { name: 'Me' } });
      return end(response, 200, { auth: `key:${channel}`, ...(channel.startsWith('presence-') ? { channel_data: member } : {}) });
    }
    if (request.url !== '/api/websocket/send') return end(response, 404, {});
    if (this.refusal) return end(response, this.refusal.status, this.refusal.body);
    this.sent.push(JSON.parse(text) as PusherServer['sent'][number]);
    return end(response, 200, { id: `e-${this.sent.length}` });
  }
}

function end(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
