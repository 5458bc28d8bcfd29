import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFromConfig } from '../../src/index.js';
import { LazyService } from '../../src/factory/LazyService.js';
import { RolloutService } from '../../src/factory/RolloutService.js';
import { NativeWebSocketService } from '../../src/native/NativeWebSocketService.js';
import type { EventInfo } from '../../src/types.js';
import { event, scripted, ScriptedSocket, settle } from '../native/ScriptedSocket.js';

const PUSHER = { key: 'app-key', cluster: 'eu', forceTLS: true };

let answer: { status: number; body: unknown };
let asked: (string | undefined)[];
let server: Server;
let apiUrl: string;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.headers.authorization);
    response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function says(providers: string[], channels: object[] = []): void {
  answer = { status: 200, body: { provider: providers[0], providers, channels, url: `${apiUrl}/ws`, pusher: PUSHER } };
}

describe('a service from the gateway’s configuration', () => {
  it('is of the user’s provider', async () => {
    says(['native']);
    expect(await createFromConfig({ apiUrl }, 'token-1')).toBeInstanceOf(NativeWebSocketService);
    says(['pusher']);
    expect(await createFromConfig({ apiUrl, token: () => 'token-2' })).toBeInstanceOf(LazyService);
    expect(asked).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('goes where it was asked, whatever the gateway takes for its address', async () => {
    says(['native']);
    (answer.body as { url: string }).url = 'ws://gateway.internal/ws';
    const service = await createFromConfig({ apiUrl, WebSocket: ScriptedSocket });
    ScriptedSocket.forget();
    service.connect('ada', 'token-1').catch(() => {});
    await settle();
    expect(ScriptedSocket.last.url).toBe(`${apiUrl.replace('http', 'ws')}/ws`);
    await service.disconnect();
  });

  it('is over several amid a migration', async () => {
    says(['native', 'pusher']);
    expect(await createFromConfig({ apiUrl })).toBeInstanceOf(RolloutService);
    says(['native'], [{ pattern: 'pov-*', provider: 'pusher' }]);
    expect(await createFromConfig({ apiUrl })).toBeInstanceOf(RolloutService);
  });

  it('rejects with the gateway’s reason, unless there is a provider to fall back to', async () => {
    answer = { status: 401, body: { error: { code: 'token_expired', message: 'the token has expired' } } };
    await expect(createFromConfig({ apiUrl }, 'old')).rejects.toMatchObject({ code: 'token_expired' });
    expect(await createFromConfig({ apiUrl, provider: 'native' }, 'old')).toBeInstanceOf(NativeWebSocketService);
    await expect(createFromConfig({ apiUrl: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'network' });
  });
});

describe('one service over two', () => {
  /** Two of them, each with its socket. */
  async function both(places: { pattern: string; provider: string }[] = []) {
    const two = new Map([
      ['native', scripted()],
      ['pusher', scripted()],
    ]);
    const service = new RolloutService(two, ['native', 'pusher'], places);
    const done = service.connect('ada', 'token-1');
    await settle();
    const [other, own] = ScriptedSocket.made as [ScriptedSocket, ScriptedSocket];
    own.open();
    other.open();
    await done;
    return { service, own, other };
  }

  it('hears each event once, whichever comes first', async () => {
    const { service, own, other } = await both();
    const heard: unknown[] = [];
    service.on('step', ({ id }: { id: string }, info: EventInfo) => heard.push([id, info.cursor]));
    void service.subscribe('team-1');
    own.subscribed();
    other.subscribed();
    own.say(event('1'));
    other.say(event('1', { cursor: 'other' }));
    other.say(event('2', { cursor: 'other' }));
    own.say(event('2'));
    expect(heard).toEqual([
      ['1', 'c-1'],
      ['2', 'other'],
    ]);
  });

  it('follows a channel with a provider of its own there alone, and sends by it', async () => {
    const { service, own, other } = await both([{ pattern: 'pov-*', provider: 'pusher' }]);
    void service.subscribe('private-pov-1');
    void service.send('pov-1', 'cheer', {}).catch(() => {});
    void service.send('team-1', 'cheer', {}).catch(() => {});
    expect(own.of('subscribe')).toEqual([]);
    expect(other.of('subscribe')).toMatchObject([{ channel: 'private-pov-1' }]);
    expect(other.of('publish')).toMatchObject([{ channel: 'pov-1' }]);
    expect(own.of('publish')).toMatchObject([{ channel: 'team-1' }]);
  });

  it('parts a message about several channels by their providers', async () => {
    const { service, own, other } = await both([{ pattern: 'pov-*', provider: 'pusher' }]);
    service.sendMessage({ type: 'subscribe', channels: ['team-1', 'pov-1', 'team-2'] });
    const followed = (socket: ScriptedSocket) => socket.of('subscribe').map(({ channel }) => channel);
    expect(followed(own)).toEqual(['team-1', 'team-2']);
    expect(followed(other)).toEqual(['team-1', 'pov-1', 'team-2']);
  });

  it('is as its own provider is', async () => {
    const { service, own, other } = await both();
    const statuses = vi.fn();
    service.onStatus(statuses);
    other.drop();
    expect(statuses).not.toHaveBeenCalled();
    own.drop();
    expect(service.status).toMatchObject({ state: 'reconnecting', attempt: 1 });
    await service.disconnect();
    expect(service.status.state).toBe('disconnected');
  });
});
