import { afterEach } from 'vitest';
import type { WebSocketConfig, WebSocketMessage } from '../../src/types.js';
import { NativeWebSocketService } from '../../src/native/NativeWebSocketService.js';

/** The platform's type, with a far side that the test plays. */
export class ScriptedSocket {
  /** All that were made since {@link forget}, oldest first. */
  static readonly made: ScriptedSocket[] = [];

  readyState = 0;
  readonly sent: WebSocketMessage[] = [];
  closedWith: number | undefined;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    ScriptedSocket.made.push(this);
  }

  static forget(): void {
    ScriptedSocket.made.length = 0;
  }

  static get last(): ScriptedSocket {
    return ScriptedSocket.made[ScriptedSocket.made.length - 1]!;
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data) as WebSocketMessage);
  }

  close(code: number): void {
    this.closedWith = code;
    this.readyState = 3;
  }

  /** The upgrade succeeds, and the token is good for so many milliseconds. */
  open(lifeMs = 3_600_000): void {
    this.readyState = 1;
    this.onopen?.();
    this.authenticate(lifeMs);
  }

  authenticate(lifeMs: number): void {
    const now = Date.parse('2030-01-01T00:00:00Z');
    const timestamp = new Date(now).toISOString();
    this.say({ type: 'authenticated', userId: 'ada', timestamp, expiresAt: new Date(now + lifeMs).toISOString() });
  }

  say(frame: WebSocketMessage): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The far side, or the network, ends it. */
  drop(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  /** Says yes to every wish for a channel so far. */
  subscribed(cursor = 'c0'): void {
    for (const { channel } of this.of('subscribe')) this.say({ type: 'subscribed', channel, cursor });
  }

  of(type: string): WebSocketMessage[] {
    return this.sent.filter((frame) => frame.type === type);
  }
}

const services: NativeWebSocketService[] = [];

afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.disconnect()));
});

/** A service on scripted sockets alone, which ends with the test. */
export function scripted(config: Partial<WebSocketConfig> = {}): NativeWebSocketService {
  ScriptedSocket.forget();
  const service = new NativeWebSocketService({
    apiUrl: 'https://gateway.test',
    transports: ['websocket'],
    WebSocket: ScriptedSocket,
    ...config,
  });
  services.push(service);
  return service;
}

/** Lets what is promised happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** A service that is connected. */
export async function connected(config: Partial<WebSocketConfig> = {}): Promise<NativeWebSocketService> {
  const service = scripted(config);
  const done = service.connect('ada', 'token-1');
  await settle();
  ScriptedSocket.last.open();
  await done;
  return service;
}

/** An event as the gateway sends it. */
export function event(id: string, more: Partial<WebSocketMessage> = {}): WebSocketMessage {
  return { type: 'step', channel: 'team-1', id, source: '/walk', cursor: `c-${id}`, timestamp: '2030-01-01T00:00:00Z', data: { id }, ...more };
}
