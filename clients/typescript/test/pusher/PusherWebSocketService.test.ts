import Pusher from 'pusher-js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PusherWebSocketService } from '../../src/pusher/index.js';
import type { PusherConfig } from '../../src/pusher/index.js';
import type { EventInfo, WebSocketMessage } from '../../src/types.js';
import { RealtimeError } from '../../src/types.js';
import { PusherServer } from '../support/PusherServer.js';
import { until } from '../support/until.js';

describe('PusherWebSocketService', () => {
  let server: PusherServer;
  let service: PusherWebSocketService;

  beforeEach(async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    server = await PusherServer.start();
    service = make();
  });
  afterEach(async () => {
    await service.disconnect();
    await server.stop();
  });

  function options() {
    return { cluster: 'eu', wsHost: '127.0.0.1', wsPort: server.port, forceTLS: false };
  }
  function make(config: PusherConfig = {}): PusherWebSocketService {
    const direct = { enabledTransports: ['ws'] };
    return new PusherWebSocketService({ apiUrl: server.url, key: 'key', ...options(), options: direct, ...config }, Pusher);
  }
  async function following(channel: string): Promise<{ data: unknown; info: EventInfo }[]> {
    const heard: { data: unknown; info: EventInfo }[] = [];
    service.on('*', (data, info) => heard.push({ data, info }));
    await service.connect('me', 'token-of-me');
    await service.subscribe(channel);
    return heard;
  }

  describe('channels', () => {
    it("follows where the fan-out puts a channel's events, and drops what comes on both", async () => {
      const heard = await following('team-1');
      expect(server.followed.sort()).toEqual(['private-team-1', 'team-1']);
      const event = { distance: 2, _event: { id: '1', source: '/activity', time: '2026-01-02T03:04:05Z' } };
      server.publish('private-team-1', 'activity-logged', event);
      server.publish('team-1', 'activity-logged', event);
      server.publish('team-1', 'cheer', { n: 1 });
      await until(() => heard.some(({ info }) => info.type === 'cheer'));
      expect(heard).toEqual([
        {
          data: { distance: 2 },
          info: { type: 'activity-logged', channel: 'team-1', id: '1', source: '/activity', timestamp: '2026-01-02T03:04:05Z' },
        },
        { data: { n: 1 }, info: { type: 'cheer', channel: 'team-1' } },
      ]);
    });

    it('follows a name with a prefix as it stands, and others as the configuration says', async () => {
      service = make({ prefixes: [''] });
      await following('team-1');
      await service.subscribe('private-team-2');
      expect(server.followed.sort()).toEqual(['private-team-2', 'team-1']);
      expect(server.tokens).toEqual(['token-of-me']);
    });

    it('believes nothing to be an identity that is none', async () => {
      const heard = await following('team-1');
      for (const _event of [null, 'x', { id: 1, source: '/s' }, { id: 'i'.repeat(600), source: '/s' }]) {
        server.publish('team-1', 'cheer', { _event });
      }
      await until(() => heard.length === 4);
      expect(heard.map(({ info }) => info.id)).toEqual([undefined, undefined, undefined, undefined]);
    });

    it('refuses a name that Pusher does not take', async () => {
      await following('team-1');
      await expect(service.subscribe('#gateway')).rejects.toMatchObject({ code: 'invalid_channel', channel: '#gateway' });
    });

    it('can be asked for again after a refusal', async () => {
      await following('team-1');
      server.forbidden.add('private-team-7');
      await expect(service.subscribe('team-7')).rejects.toMatchObject({ code: 'forbidden', message: 'not your channel' });
      expect(service.status.lastError).toMatchObject({ channel: 'team-7' });
      await until(() => !server.followed.includes('team-7'));
      server.forbidden.clear();
      await service.subscribe('team-7');
      expect(server.followed).toContain('private-team-7');
    });
  });

  describe('connection', () => {
    it('fails for good where Pusher says that trying again is of no use', async () => {
      await following('team-1');
      server.closeAll(4001, 'Application does not exist');
      await until(() => service.status.state === 'error');
      expect(service.status.lastError).toMatchObject({ code: 'refused', message: 'Pusher: Application does not exist (4001)' });
    });

    it('tries no more often than it is told to, until it is asked to', async () => {
      service = make({ maxReconnectAttempts: 0 });
      await following('team-1');
      server.dropAll();
      await until(() => service.status.state === 'disconnected');
      service.reconnect();
      await until(() => service.isConnected());
      await until(() => server.followed.length === 2);
    });

    it('uses a client that is made already', async () => {
      const client = new Pusher('key', { ...options(), enabledTransports: ['ws'] });
      service = new PusherWebSocketService({ prefixes: [''] }, client);
      const heard = await following('team-1');
      server.publish('team-1', 'cheer', {});
      await until(() => heard.length === 1);
    });

    it('takes a fresh token each time where there is a source', async () => {
      let count = 0;
      service = make({ token: () => `token-${++count}` });
      await following('team-1');
      await service.send('team-1', 'cheer', {});
      expect(server.tokens).toEqual(['token-1', 'token-2']);
    });

    it('says that it needs a key', () => {
      expect(() => new PusherWebSocketService({}, Pusher)).toThrow(/^key: /);
    });
  });

  describe('sending', () => {
    it('waits while away, within a bound, and sends once', async () => {
      service = make({ maxQueued: 2 });
      const sent = [service.send('chat-1', 'message', 1), service.send('chat-1', 'message', 2)];
      await expect(service.send('chat-1', 'message', 3)).rejects.toMatchObject({ code: 'queue_full' });
      await service.connect('me', 'token');
      await Promise.all(sent);
      expect(server.sent.map(({ data }) => data)).toEqual([1, 2]);
    });

    it('rejects what waits when it is disconnected', async () => {
      const sent = service.send('chat-1', 'message', 1);
      await Promise.all([expect(sent).rejects.toMatchObject({ code: 'closed' }), service.disconnect()]);
    });

    it("rejects with the gateway's code, or one by the status, and never with a token", async () => {
      await service.connect('me', 'secret-token');
      const fails = () => service.send('chat-1', 'message', 1).catch((error: RealtimeError) => error);
      server.refusal = { status: 403, body: { error: { code: 'not_publishable', message: 'nobody may' } } };
      expect(await fails()).toMatchObject({ code: 'not_publishable', message: 'nobody may' });
      server.refusal = { status: 503, body: 'away' };
      expect(await fails()).toMatchObject({ code: 'unavailable' });
      service = make({ apiUrl: 'http://127.0.0.1:1' });
      await service.connect('me', 'secret-token');
      const error = await fails();
      expect(error).toMatchObject({ code: 'network' });
      expect(String(error)).not.toContain('secret-token');
    });

    it("does with the gateway's messages what the gateway does", async () => {
      const messages: WebSocketMessage[] = [];
      service.onMessage((message) => messages.push(message));
      await service.connect('me', 'token');
      service.sendMessage({ type: 'subscribe', povId: '7', id: 1 });
      await until(() => messages.some(({ type }) => type === 'subscribed'));
      expect(server.followed).toContain('private-pov-7');
      service.sendMessage({ type: 'publish', channel: 'chat-1', event: 'message', data: 'Hello' });
      await until(() => messages.some(({ type }) => type === 'published'));
      service.sendMessage({ type: 'unsubscribe', povId: '7' });
      service.sendMessage({ type: 'ping' });
      service.sendMessage({ type: 'history', channel: 'chat-1' });
      await until(() => messages.some(({ type }) => type === 'unsubscribed'));
      expect(messages.filter(({ type }) => type !== 'live')).toEqual(
        expect.arrayContaining([
          { type: 'subscribed', channel: 'pov-7', povId: '7', id: 1 },
          { type: 'published', channel: 'chat-1' },
          { type: 'unsubscribed', channel: 'pov-7', povId: '7' },
          { type: 'pong' },
          expect.objectContaining({ type: 'error', code: 'not_supported' }),
        ]),
      );
    });
  });

  it('names members who have told no name by their id', async () => {
    server.present('presence-team-1', [{ id: 'ada', info: null as never }]);
    await service.connect('me', 'token');
    expect(await service.getPresenceMembers('team-1')).toEqual([]);
    await service.subscribePresence('team-1');
    expect(await service.getPresenceMembers('presence-team-1')).toEqual([
      { id: 'ada', info: { name: 'ada' } },
      { id: 'me', info: { name: 'Me' } },
    ]);
  });
});
