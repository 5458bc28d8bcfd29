import { beforeEach, describe, expect, it, vi } from 'vitest';
import { deviceCursors } from '../../src/native/stores/device.js';
import type { EventInfo, Gap } from '../../src/types.js';
import { connected, event, scripted, ScriptedSocket } from './ScriptedSocket.js';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

/** A device that follows some channels. */
async function following(channels = ['team-1'], options = {}) {
  const cursors = deviceCursors('phone:1', options);
  const service = await connected({ cursors, heartbeatInterval: 0 });
  for (const channel of channels) void service.subscribe(channel);
  ScriptedSocket.last.subscribed();
  return { service, cursors };
}

const acks = () => ScriptedSocket.last.of('ack').map(({ channel, cursor }) => [channel, cursor]);
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000);

describe('a device', () => {
  it('is named in the address of the socket, and comes by nothing else', async () => {
    await following();
    expect(ScriptedSocket.last.url).toBe('wss://gateway.test/ws?device=phone:1');
    expect(() => scripted({ cursors: deviceCursors('phone'), transports: ['sse', 'polling'] })).toThrow('transports');
    expect(() => deviceCursors('my phone')).toThrow('device: 1 to 64');
  });

  it('has had what its handlers were given, a little later, and each time the last alone', async () => {
    await following();
    await pass(2);
    for (const id of ['1', '2', '3']) ScriptedSocket.last.say(event(id));
    expect(acks()).toEqual([['team-1', 'c0']]);
    await pass(2);
    expect(acks().slice(1)).toEqual([['team-1', 'c-3']]);
    await pass(60);
    expect(acks()).toHaveLength(2);
  });

  it('says so less often, the more channels there are', async () => {
    const channels = ['team-1', 'team-2', 'team-3', 'team-4', 'team-5'];
    await following(channels);
    for (let second = 0; second < 120; second++) {
      for (const channel of channels) ScriptedSocket.last.say(event(`${second}`, { channel }));
      await pass(1);
    }
    expect(acks().length).toBeGreaterThan(50);
    expect(acks().length).toBeLessThanOrEqual(65);
  });

  it('says what is left before it goes', async () => {
    const { service } = await following();
    for (const id of ['1', '2']) ScriptedSocket.last.say(event(id));
    await service.disconnect();
    expect(acks()).toEqual([['team-1', 'c-2']]);
  });

  it('says it again on another connection, since the node before may not have kept it', async () => {
    await following();
    ScriptedSocket.last.say(event('1'));
    await pass(2);
    ScriptedSocket.last.drop();
    await pass(2);
    ScriptedSocket.last.open();
    expect(acks()).toEqual([['team-1', 'c-1']]);
  });

  it('that leaves a channel has nothing more to say of it', async () => {
    const { service } = await following();
    ScriptedSocket.last.say(event('1'));
    await service.unsubscribe('team-1');
    await pass(60);
    expect(acks()).toEqual([]);
  });

  it('may say by itself what it has had', async () => {
    const { service, cursors } = await following(['team-1'], { autoAck: false });
    const heard: EventInfo[] = [];
    service.on('step', (_, info) => heard.push(info));
    for (const id of ['1', '2', '3']) ScriptedSocket.last.say(event(id));
    await pass(60);
    expect(acks()).toEqual([]);
    cursors.ack(heard[0]!);
    cursors.ack(heard[1]!);
    await pass(2);
    expect(acks()).toEqual([['team-1', 'c-2']]);
    cursors.ack(heard[2]!);
    await service.disconnect();
    expect(acks()).toHaveLength(2);
  });

  it('follows on when its place is not taken, which is said', async () => {
    const { service } = await following();
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    ScriptedSocket.last.say(event('1'));
    await pass(2);
    const { id } = ScriptedSocket.last.of('ack')[0]!;
    ScriptedSocket.last.say({ type: 'error', id, channel: 'team-1', code: 'too_many_channels', message: 'too many bytes' });
    expect(said.mock.calls.flat().join()).toContain('too_many_channels');
    expect(service.status.lastError).toMatchObject({ code: 'too_many_channels' });
    const heard = vi.fn();
    service.on('step', heard);
    ScriptedSocket.last.say(event('2'));
    expect(heard).toHaveBeenCalled();
  });

  it('can ask for what it has missed, and is told when that is forgotten', async () => {
    const service = await connected({ cursors: deviceCursors('phone') });
    const gaps: Gap[] = [];
    service.on('gap', (gap: Gap) => gaps.push(gap));
    void service.subscribe('team-1', { since: 'device' });
    expect(ScriptedSocket.last.of('subscribe')).toEqual([{ type: 'subscribe', channel: 'team-1', since: 'device' }]);
    ScriptedSocket.last.subscribed('c7');
    ScriptedSocket.last.say({ type: 'gap', channel: 'team-1', reason: 'device_expired', cursor: 'c7' });
    expect(gaps).toEqual([{ channel: 'team-1', reason: 'device_expired', cursor: 'c7' }]);
  });
});
