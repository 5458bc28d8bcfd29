import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { NativeWebSocketService } from '../../src/native/NativeWebSocketService.js';
import { LoopbackGateway } from './LoopbackGateway.js';

let gateway: LoopbackGateway;
let service: NativeWebSocketService;

beforeEach(async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  gateway = await LoopbackGateway.start();
  service = new NativeWebSocketService({ apiUrl: gateway.url, WebSocket, reconnectInterval: 20, maxReconnectDelay: 40, maxReconnectAttempts: 1_000 });
});

afterEach(async () => {
  vi.useRealTimers();
  await service.disconnect();
  await gateway.stop();
});

const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true), { timeout: 15_000, interval: 10 });

/** Numbers of the events that are heard. */
function hear(): number[] {
  const heard: number[] = [];
  service.on('step', ({ n }: { n: number }) => heard.push(n));
  return heard;
}

/** Without `beforeEach`: real sockets under a clock that the test moves. */
function holdClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true });
}

/** So many seconds go by, each when the one request is where it waits: a machine's pauses are none of this clock's seconds. */
async function passPolling(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await until(() => gateway.waiting === 1);
    await vi.advanceTimersByTimeAsync(1_000);
  }
}

describe('where sockets do not get through', () => {
  it('events come by a stream, then by requests, and again by a socket: each once, none lost', async () => {
    holdClock();
    const heard = hear();
    await service.connect('ada', 'token-1');
    await service.subscribe('team-1', { since: 'earliest' });
    expect(service.status.transport).toBe('websocket');
    gateway.say();
    await until(() => heard.length === 1);

    gateway.barred.add('websocket');
    gateway.cut();
    gateway.say();
    await until(() => service.status.transport === 'sse');
    gateway.say();
    await until(() => heard.length === 3);

    gateway.barred.add('sse');
    gateway.cut();
    gateway.say();
    await until(() => service.status.transport === 'polling');
    gateway.say();
    await until(() => heard.length === 5);

    gateway.barred.clear();
    await vi.advanceTimersByTimeAsync(60_000);
    await until(() => service.status.transport === 'websocket');
    gateway.say();
    await until(() => heard.length === 6);
    expect(heard).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each(['body', 'all'] as const)('events come by requests where a proxy withholds a stream: %s', async (withheld) => {
    holdClock();
    gateway.barred.add('websocket');
    gateway.withheld = withheld;
    const heard = hear();
    const transports = new Set<string | undefined>();
    await service.connect('ada', 'token-1');
    void service.subscribe('team-1', { since: 'earliest' });
    gateway.say();
    expect(service.status.transport).toBe('sse');
    await vi.advanceTimersByTimeAsync(10_000);
    await until(() => heard.length === 1);
    expect(service.status.transport).toBe('polling');

    service.onStatus(({ transport }) => transports.add(transport));
    await passPolling(150);
    gateway.say();
    await until(() => heard.length === 2);
    expect(transports).not.toContain('sse');
  });

  it.each(['sse', 'polling'] as const)('%s carries what is sent, and asks with the token in a header', async (kind) => {
    service = new NativeWebSocketService({ apiUrl: gateway.url, transports: [kind] });
    const heard = hear();
    await service.connect('ada', 'token-1');
    await service.subscribe('team-1');
    gateway.say();
    await until(() => heard.length === 1);
    await service.send('chat-1', 'message', { content: 'hi' });
    expect(gateway.published).toBe(1);
    expect(gateway.tokens).toEqual(['http token-1']);
    expect(gateway.addresses.join()).not.toContain('token-1');
  });

  it.each(['sse', 'polling'] as const)('%s takes a fresh token for the next request', async (kind) => {
    const tokens = ['first', 'second', 'third'];
    service = new NativeWebSocketService({ apiUrl: gateway.url, transports: [kind], token: () => jwt(tokens.shift()!, 8) });
    const heard = hear();
    holdClock();
    await service.connect('ada', '');
    await service.subscribe('team-1');
    await vi.advanceTimersByTimeAsync(6_500);
    await until(() => gateway.tokens.length >= 2);
    gateway.say();
    await until(() => heard.length === 1);
    expect(service.isConnected()).toBe(true);
  });

  it('a platform without a WebSocket begins with a stream', async () => {
    vi.stubGlobal('WebSocket', undefined);
    service = new NativeWebSocketService({ apiUrl: gateway.url });
    vi.unstubAllGlobals();
    await service.connect('ada', 'token-1');
    expect(service.status.transport).toBe('sse');
  });

  it('a gateway that is away for a moment is waited for', async () => {
    const heard = hear();
    await service.connect('ada', 'token-1');
    await service.subscribe('team-1');
    gateway.cut();
    gateway.say();
    await until(() => heard.length === 1);
    expect(service.status.transport).toBe('websocket');
  });
});

/** A token that ends so soon, by its own account. */
function jwt(name: string, seconds: number): string {
  const claims = { sub: 'ada', jti: name, exp: Math.floor(Date.now() / 1_000) + seconds };
  return `e30.${btoa(JSON.stringify(claims))}.none`;
}
