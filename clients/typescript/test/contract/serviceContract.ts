import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionState, EventInfo, RealtimeService, WebSocketMessage } from '../../src/types.js';
import { RealtimeError, WebSocketEvent } from '../../src/types.js';
import { until } from '../support/until.js';
import type { Ends, Far } from './Far.js';

const ADA = { id: 'ada', info: { name: 'Ada', avatar: 'https://example.com/ada.png' } };
const BEN = { id: 'ben', info: { name: 'Ben' } };

/** What every provider does, so that a component need not know which one it has. */
export function serviceContract(name: string, make: () => Promise<Ends>): void {
  describe(`${name} as a RealtimeService`, () => {
    let service: RealtimeService;
    let far: Far;

    beforeEach(async () => {
      ({ service, far } = await make());
    });

    afterEach(async () => {
      await service.disconnect();
      await far.stop();
    });

    const connect = () => service.connect('me', 'token-of-me');

    describe('connection', () => {
      it('is not connected at first, is after connect, and is not after disconnect', async () => {
        expect(service.isConnected()).toBe(false);
        expect(service.status).toMatchObject({ state: 'disconnected', attempt: 0, delay: 0, quality: { missed: 0 } });
        await connect();
        expect(service.isConnected()).toBe(true);
        expect(service.status).toMatchObject({ state: 'connected', transport: 'websocket' });
        await service.disconnect();
        expect(service.isConnected()).toBe(false);
        expect(service.status.state).toBe('disconnected');
      });

      it('tells each change of the status until told to stop, with the same object in between', async () => {
        const states: ConnectionState[] = [];
        const stop = service.onStatus((status) => {
          states.push(status.state);
          expect(service.status).toBe(status);
        });
        await connect();
        expect(states[0]).toBe('connecting');
        expect(states.at(-1)).toBe('connected');
        expect(service.status).toBe(service.status);
        stop();
        await service.disconnect();
        expect(states.at(-1)).toBe('connected');
      });

      it("is heard of as 'connected' and 'disconnected'", async () => {
        const connected = vi.fn();
        const disconnected = vi.fn();
        service.on(WebSocketEvent.CONNECTED, connected);
        service.on(WebSocketEvent.DISCONNECTED, disconnected);
        await connect();
        await until(() => connected.mock.calls.length === 1);
        expect(disconnected).not.toHaveBeenCalled();
        await service.disconnect();
        await until(() => disconnected.mock.calls.length === 1);
      });

      it('connects again after a disconnect, with what was subscribed', async () => {
        await connect();
        await service.subscribe('team-1');
        await service.disconnect();
        await connect();
        const heard = hear('cheer');
        await publishUntilHeard('team-1', 'cheer', heard);
      });

      it('comes back by itself after the line was lost, with what was subscribed', async () => {
        await connect();
        await service.subscribe('team-1');
        const heard = hear('cheer');
        const away = new Promise<void>((resolve) => service.onStatus(({ state }) => state !== 'connected' && resolve()));
        far.drop();
        await away;
        await until(() => service.isConnected());
        await publishUntilHeard('team-1', 'cheer', heard);
      });

      it('stays away when it is disconnected before it was connected', async () => {
        const connecting = connect();
        await Promise.all([expect(connecting).rejects.toMatchObject({ code: 'closed' }), service.disconnect()]);
        expect(service.status.state).toBe('disconnected');
        await connect();
        expect(service.isConnected()).toBe(true);
      });

      it('stays quiet when it is disconnected without ever having been connected', async () => {
        await service.disconnect();
        expect(service.status.state).toBe('disconnected');
      });
    });

    describe('events', () => {
      it('come to a handler set before connecting and subscribing', async () => {
        const heard = hear('activity-logged');
        const subscribed = service.subscribe('team-1');
        await connect();
        await subscribed;
        far.publish('team-1', 'activity-logged', { distance: 2.5 });
        await until(() => heard.length === 1);
        expect(heard[0]?.data).toEqual({ distance: 2.5 });
      });

      it('come to a handler set after subscribing', async () => {
        await connect();
        await service.subscribe('team-1');
        const heard = hear('activity-logged');
        far.publish('team-1', 'activity-logged', { distance: 2.5 });
        await until(() => heard.length === 1);
      });

      it('say their type, channel, id and source', async () => {
        await following('team-1');
        const heard = hear('goal-updated');
        far.publish('team-1', 'goal-updated', { goal: 100 }, { id: 'e-1', source: '/goals' });
        await until(() => heard.length === 1);
        expect(heard[0]).toMatchObject({
          data: { goal: 100 },
          info: { type: 'goal-updated', channel: 'team-1', id: 'e-1', source: '/goals' },
        });
      });

      it('come once, by source and id', async () => {
        await following('team-1');
        const heard = hear('goal-updated');
        far.publish('team-1', 'goal-updated', 1, { id: 'e-1', source: '/goals' });
        far.publish('team-1', 'goal-updated', 2, { id: 'e-1', source: '/other' });
        far.publish('team-1', 'goal-updated', 3, { id: 'e-1', source: '/goals' });
        far.publish('team-1', 'goal-updated', 4, { id: 'e-2', source: '/goals' });
        await until(() => heard.some(({ info }) => info.id === 'e-2'));
        expect(heard.map(({ info }) => `${info.source} ${info.id}`)).toEqual(['/goals e-1', '/other e-1', '/goals e-2']);
      });

      it('come in order, of several channels, to the handler of their type alone', async () => {
        await following('team-1', 'team-2');
        const cheers = hear('cheer');
        const others = hear('goal-updated');
        far.publish('team-1', 'cheer', { n: 1 });
        far.publish('team-2', 'cheer', { n: 2 });
        far.publish('team-1', 'goal-updated', { n: 3 });
        far.publish('team-1', 'cheer', { n: 4 });
        await until(() => cheers.length === 3);
        expect(cheers.map(({ data, info }) => [info.channel, data])).toEqual([
          ['team-1', { n: 1 }],
          ['team-2', { n: 2 }],
          ['team-1', { n: 4 }],
        ]);
        expect(others).toHaveLength(1);
      });

      it("come to the handlers of '*', and as messages, which say the same", async () => {
        await following('team-1');
        const all = hear('*');
        const messages: WebSocketMessage[] = [];
        const stop = service.onMessage((message) => messages.push(message));
        far.publish('team-1', 'cheer', { n: 1 });
        await until(() => all.length === 1 && messages.some(({ type }) => type === 'cheer'));
        expect(all[0]?.info.type).toBe('cheer');
        expect(messages.find(({ type }) => type === 'cheer')).toMatchObject({ type: 'cheer', channel: 'team-1', data: { n: 1 } });
        stop();
        far.publish('team-1', 'wave', { n: 2 });
        await until(() => all.length === 2);
        expect(messages.some(({ type }) => type === 'wave')).toBe(false);
      });

      it('are not taken for what happens to the connection, whatever they are called', async () => {
        await following('team-1');
        const spoofed = hear('disconnected');
        const all = hear('*');
        far.publish('team-1', 'disconnected', { n: 1 });
        await until(() => all.length === 1);
        expect(spoofed).toHaveLength(0);
      });

      it('no longer come to what was taken off: one callback, or all of an event', async () => {
        await following('team-1');
        const one = vi.fn();
        const two = vi.fn();
        const end = hear('end');
        service.on('cheer', one);
        service.on('cheer', two);
        service.off('cheer', one);
        far.publish('team-1', 'cheer', {});
        await until(() => two.mock.calls.length === 1);
        expect(one).not.toHaveBeenCalled();
        service.off('cheer');
        far.publish('team-1', 'cheer', {});
        far.publish('team-1', 'end', {});
        await until(() => end.length === 1);
        expect(two).toHaveBeenCalledTimes(1);
      });

      it('no longer come once the channel is unsubscribed', async () => {
        await following('team-1', 'team-2');
        const heard = hear('cheer');
        const end = hear('end');
        await service.unsubscribe('team-1');
        far.publish('team-1', 'cheer', {});
        far.publish('team-2', 'end', {});
        await until(() => end.length === 1);
        expect(heard).toHaveLength(0);
      });

      it('come to the others too when a handler throws, and its error is told on the console', async () => {
        await following('team-1');
        const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
        const failure = new Error('a bug of the page');
        service.on('cheer', () => {
          throw failure;
        });
        const heard = hear('cheer');
        far.publish('team-1', 'cheer', {});
        await until(() => heard.length === 1);
        expect(told).toHaveBeenCalledWith(expect.any(String), failure);
        expect(service.isConnected()).toBe(true);
      });
    });

    describe('subscriptions', () => {
      it('may be asked for twice, and be given up without having been there', async () => {
        await connect();
        await Promise.all([service.subscribe('team-1'), service.subscribe('team-1')]);
        await service.unsubscribe('team-9');
        const heard = hear('cheer');
        far.publish('team-1', 'cheer', {});
        await until(() => heard.length === 1);
      });

      it('are refused with an error that names the channel, and the connection stays', async () => {
        await connect();
        far.forbid('team-7');
        const refusal: unknown = await service.subscribe('team-7').catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(RealtimeError);
        expect(refusal).toMatchObject({ code: 'forbidden', channel: 'team-7' });
        expect(service.isConnected()).toBe(true);
        await service.subscribe('team-1');
      });

      it('given up while they are asked for can be asked for again', async () => {
        await connect();
        const givenUp = service.subscribe('team-1').catch(() => undefined);
        void service.unsubscribe('team-1');
        await service.subscribe('team-1');
        await givenUp;
        const heard = hear('cheer');
        await publishUntilHeard('team-1', 'cheer', heard);
      });
    });

    describe('sending', () => {
      it('settles when the far side has it', async () => {
        await connect();
        await service.send('chat-1', 'message', { content: 'Hello' });
        expect(far.sent()).toEqual([{ channel: 'chat-1', event: 'message', data: { content: 'Hello' } }]);
      });

      it('waits until it is connected', async () => {
        const sent = service.send('chat-1', 'message', 'early');
        await connect();
        await sent;
        expect(far.sent().map(({ data }) => data)).toEqual(['early']);
      });

      it('keeps the order', async () => {
        await connect();
        await Promise.all([1, 2, 3].map((n) => service.send('chat-1', 'message', n)));
        expect(far.sent().map(({ data }) => data)).toEqual([1, 2, 3]);
      });
    });

    describe('presence', () => {
      it('knows the members, and tells who comes and goes', async () => {
        far.present('team-1', [ADA]);
        await connect();
        await service.subscribePresence('team-1');
        const others = async () => (await service.getPresenceMembers('team-1')).filter(({ id }) => id !== 'me');
        expect(await others()).toEqual([ADA]);
        const online = hear(WebSocketEvent.MEMBER_ONLINE);
        const offline = hear(WebSocketEvent.MEMBER_OFFLINE);
        far.present('team-1', [BEN]);
        await until(() => online.length === 1 && offline.length === 1);
        expect(online[0]).toMatchObject({ data: BEN, info: { channel: 'presence-team-1' } });
        expect(offline[0]).toMatchObject({ data: ADA });
        expect(await others()).toEqual([BEN]);
      });
    });

    /** What an event's handlers have heard. */
    function hear(event: string): { data: unknown; info: EventInfo }[] {
      const heard: { data: unknown; info: EventInfo }[] = [];
      service.on(event, (data, info) => heard.push({ data, info }));
      return heard;
    }

    async function following(...channels: string[]): Promise<void> {
      await connect();
      await Promise.all(channels.map((channel) => service.subscribe(channel)));
    }

    /** For when it is not known whether the far side knows of the subscription yet. */
    async function publishUntilHeard(channel: string, event: string, heard: unknown[]): Promise<void> {
      await until(() => {
        if (heard.length === 0) far.publish(channel, event, {});
        return heard.length > 0;
      });
    }
  });
}
