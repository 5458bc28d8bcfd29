import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocketMessage } from '../../src/types.js';

/**
 * As much of a gateway as a fallback needs, on a real port of this machine: one channel, `team-1`, whose cursors are the numbers
 * of its events. Each of its three ways can be barred, as proxies do.
 */
export class LoopbackGateway {
  readonly barred = new Set<'websocket' | 'sse' | 'polling'>();
  /** What of a stream a proxy keeps until its end, which does not come. */
  withheld: 'nothing' | 'body' | 'all' = 'nothing';
  /** Tokens as they came, by way. */
  readonly tokens: string[] = [];
  /** Addresses as a proxy would write them to its log. */
  readonly addresses: string[] = [];
  published = 0;
  private readonly log: WebSocketMessage[] = [];
  private readonly followers = new Set<() => void>();
  private readonly server: Server;
  private readonly sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'milepost.v1' });

  private constructor() {
    this.server = createServer((request, response) => this.answer(request, response));
    this.server.on('upgrade', (request, socket, head) => {
      this.addresses.push(request.url!);
      if (this.barred.has('websocket')) socket.destroy();
      else this.sockets.handleUpgrade(request, socket, head, (opened) => this.speak(opened));
    });
  }

  static async start(): Promise<LoopbackGateway> {
    const gateway = new LoopbackGateway();
    await new Promise<void>((resolve) => gateway.server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How many wait for the next event. */
  get waiting(): number {
    return this.followers.size;
  }

  /** An event is in the log, and whoever follows hears of it. */
  say(): void {
    const n = this.log.length + 1;
    const timestamp = new Date().toISOString();
    this.log.push({ type: 'step', channel: 'team-1', id: `${n}`, source: '/walk', cursor: `${n}`, timestamp, data: { n } });
    for (const follower of [...this.followers]) follower();
  }

  /** Throws everybody off. */
  cut(): void {
    this.server.closeAllConnections();
    for (const socket of this.sockets.clients) socket.terminate();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private place(since: string | null): number {
    return since === 'earliest' ? 0 : since === null || since === 'latest' ? this.log.length : Number(since);
  }

  /** Sends what comes after a place, then what is said from now on. */
  private follow(from: number, send: (frame: WebSocketMessage) => void): () => void {
    let at = from;
    const more = () => {
      while (at < this.log.length) send(this.log[at++]!);
    };
    this.followers.add(more);
    more();
    return () => this.followers.delete(more);
  }

  private speak(socket: import('ws').WebSocket): void {
    const send = (frame: WebSocketMessage) => socket.send(JSON.stringify({ timestamp: new Date().toISOString(), ...frame }));
    socket.on('message', (data) => {
      const { type, token, id, channel, since } = JSON.parse(String(data)) as WebSocketMessage;
      if (type === 'auth') {
        this.tokens.push(`websocket ${String(token)}`);
        send({ type: 'authenticated', userId: 'ada', expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
      } else if (type === 'subscribe') {
        const from = this.place((since as string | undefined) ?? null);
        send({ type: 'subscribed', id, channel, cursor: `${from}` });
        socket.on('close', this.follow(from, send));
      } else if (type === 'publish') {
        this.published++;
        send({ type: 'published', id, eventId: 'e' });
      }
    });
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.addresses.push(request.url!);
    const { pathname, searchParams } = new URL(request.url!, this.url);
    const token = request.headers.authorization?.replace('Bearer ', '');
    const json = (status: number, body: unknown) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    if (!token) return void json(401, { error: { code: 'unauthenticated', message: 'no token', path: pathname } });
    if (pathname === '/api/realtime/config') {
      this.tokens.push(`http ${token}`);
      json(200, { provider: 'native' });
    } else if (pathname === '/sse') {
      if (this.barred.has('sse')) return void response.destroy();
      this.stream(searchParams.get('lastEventId'), response);
    } else if (pathname.endsWith('/events')) {
      if (this.barred.has('polling')) return void response.destroy();
      this.page(searchParams, json, response);
    } else if (pathname === '/api/websocket/send') {
      this.published++;
      json(200, { id: 'e' });
    } else {
      json(404, { error: { code: 'not_found', message: 'there is nothing here', path: pathname } });
    }
  }

  private stream(since: string | null, response: ServerResponse): void {
    const from = this.place(since);
    const send = (frame: WebSocketMessage) => response.write(`id: ${String(frame['cursor'])}\ndata: ${JSON.stringify(frame)}\n\n`);
    if (this.withheld === 'all') return;
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
    if (this.withheld === 'body') return;
    send({ type: 'live', channel: 'team-1', cursor: `${from}` });
    response.on('close', this.follow(from, send));
  }

  private page(asked: URLSearchParams, json: (status: number, body: unknown) => void, response: ServerResponse): void {
    const from = this.place(asked.get('since'));
    const send = () => {
      stop();
      json(200, { events: this.log.slice(from), cursor: `${this.log.length}`, complete: true, recovered: true, gaps: [] });
    };
    let stop = () => {};
    if (this.log.length > from || asked.get('wait') === '0') return send();
    this.followers.add(send);
    const patience = setTimeout(send, Number(asked.get('wait')) * 1_000);
    stop = () => {
      clearTimeout(patience);
      this.followers.delete(send);
    };
    response.on('close', stop);
  }
}
