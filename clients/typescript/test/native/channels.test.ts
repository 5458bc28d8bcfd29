import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CursorStore, EventInfo, Gap } from '../../src/types.js';
import { connected, event, scripted, ScriptedSocket, settle } from './ScriptedSocket.js';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

/** Loses the connection and makes it again. */
async function comeBack(): Promise<void> {
  ScriptedSocket.last.drop();
  await vi.advanceTimersByTimeAsync(2_000);
  ScriptedSocket.last.open();
}

describe('channels', () => {
  it('are followed when the gateway says so', async () => {
    const service = await connected();
    const done = vi.fn();
    void service.subscribe('team-1').then(done);
    await settle();
    expect(done).not.toHaveBeenCalled();
    expect(ScriptedSocket.last.of('subscribe')).toEqual([{ type: 'subscribe', channel: 'team-1' }]);
    ScriptedSocket.last.subscribed();
    await settle();
    expect(done).toHaveBeenCalled();
  });

  it('go on from where each was left', async () => {
    const service = await connected();
    void service.subscribe('team-1');
    void service.subscribe('team-2', { since: 'earliest' });
    void service.subscribe('team-3', { since: 'earliest' });
    for (const channel of ['team-1', 'team-2']) ScriptedSocket.last.say({ type: 'subscribed', channel, cursor: `c-${channel}` });
    ScriptedSocket.last.say(event('1'));
    ScriptedSocket.last.say({ type: 'cursor', channel: 'team-2', cursor: 'fresher' });
    await comeBack();
    expect(ScriptedSocket.last.of('subscribe')).toEqual([
      { type: 'subscribe', channel: 'team-1', since: 'c-1' },
      { type: 'subscribe', channel: 'team-2', since: 'fresher' },
      { type: 'subscribe', channel: 'team-3', since: 'earliest' },
    ]);
  });

  it('go on from where they were asked for, whatever came before the answer', async () => {
    const service = await connected();
    void service.subscribe('team-1');
    ScriptedSocket.last.subscribed();
    void service.subscribe('team-1', { since: 'c-old' });
    ScriptedSocket.last.say(event('9'));
    await comeBack();
    expect(ScriptedSocket.last.of('subscribe')).toMatchObject([{ since: 'c-old' }]);
    ScriptedSocket.last.subscribed('c-old');
    ScriptedSocket.last.say(event('1'));
    await comeBack();
    expect(ScriptedSocket.last.of('subscribe')).toMatchObject([{ since: 'c-1' }]);
  });

  it('are followed on when something else that was said about them is refused', async () => {
    const service = await connected();
    const heard = vi.fn();
    service.on('step', heard);
    void service.subscribe('team-1');
    ScriptedSocket.last.subscribed();
    service.sendMessage({ type: 'signal', channel: 'team-1', event: 'wave', data: {} });
    const { id } = ScriptedSocket.last.of('signal')[0]!;
    ScriptedSocket.last.say({ type: 'error', id, channel: 'team-1', code: 'not_publishable', message: 'event: not there' });
    expect(service.status.lastError).toMatchObject({ code: 'not_publishable' });
    ScriptedSocket.last.say(event('1'));
    expect(heard).toHaveBeenCalledOnce();
    await comeBack();
    expect(ScriptedSocket.last.of('subscribe')).toHaveLength(1);
  });

  it('are kept over disconnect', async () => {
    const service = await connected();
    void service.subscribe('team-1');
    ScriptedSocket.last.subscribed('c7');
    await service.disconnect();
    void service.connect('ada', 'token-1');
    await settle();
    ScriptedSocket.last.open();
    expect(ScriptedSocket.last.of('subscribe')).toEqual([{ type: 'subscribe', channel: 'team-1', since: 'c7' }]);
  });

  it('give each event once, by source and id, in order', async () => {
    const service = await connected();
    const heard: unknown[] = [];
    service.on('step', (data: { id: string }, info: EventInfo) => heard.push([data.id, info.source, info.channel]));
    const all = vi.fn();
    service.on('*', all);
    void service.subscribe('team-1');
    ScriptedSocket.last.subscribed();
    for (const id of ['1', '2', '1']) ScriptedSocket.last.say(event(id));
    await comeBack();
    for (const id of ['2', '3']) ScriptedSocket.last.say(event(id));
    ScriptedSocket.last.say(event('3', { source: '/other' }));
    expect(heard).toEqual([
      ['1', '/walk', 'team-1'],
      ['2', '/walk', 'team-1'],
      ['3', '/walk', 'team-1'],
      ['3', '/other', 'team-1'],
    ]);
    expect(all).toHaveBeenCalledTimes(4);
  });

  it('give again what is asked for again', async () => {
    const service = await connected();
    const heard = vi.fn();
    service.on('step', heard);
    void service.subscribe('team-1');
    ScriptedSocket.last.subscribed();
    ScriptedSocket.last.say(event('1'));
    void service.subscribe('team-1', { since: 'earliest' });
    expect(ScriptedSocket.last.of('subscribe')[1]).toEqual({ type: 'subscribe', channel: 'team-1', since: 'earliest' });
    ScriptedSocket.last.say(event('1'));
    await service.unsubscribe('team-1');
    ScriptedSocket.last.say(event('1'));
    expect(heard).toHaveBeenCalledTimes(2);
    void service.subscribe('team-1', { since: 'earliest' });
    ScriptedSocket.last.say(event('1'));
    expect(heard).toHaveBeenCalledTimes(3);
  });

  it('say what was lost, and when all that was missed has been heard', async () => {
    const service = await connected();
    const gaps: Gap[] = [];
    const live = vi.fn();
    service.on('gap', (gap: Gap) => gaps.push(gap));
    service.on('live', live);
    void service.subscribe('team-1');
    ScriptedSocket.last.subscribed();
    ScriptedSocket.last.say({ type: 'gap', channel: 'team-1', reason: 'retention', cursor: 'c9' });
    ScriptedSocket.last.say({ type: 'live', channel: 'team-1', cursor: 'c10' });
    expect(gaps).toEqual([{ channel: 'team-1', reason: 'retention', cursor: 'c9' }]);
    expect(live).toHaveBeenCalledWith({ channel: 'team-1', cursor: 'c10' }, expect.anything());
    await comeBack();
    expect(ScriptedSocket.last.of('subscribe')).toMatchObject([{ since: 'c10' }]);
  });

  it('that are refused reject, and are not asked for again', async () => {
    const service = await connected();
    const refused = expect(service.subscribe('pov-1')).rejects.toMatchObject({ code: 'forbidden', channel: 'pov-1' });
    ScriptedSocket.last.say({ type: 'error', code: 'forbidden', message: 'channel: the token does not reach it', channel: 'pov-1' });
    await refused;
    await comeBack();
    expect(ScriptedSocket.last.of('subscribe')).toEqual([]);
  });

  it('named by povId and teamId are followed so again', async () => {
    const service = await connected();
    service.sendMessage({ type: 'subscribe', povId: 'x' });
    ScriptedSocket.last.say({ type: 'subscribed', channel: 'pov-x', povId: 'x', cursor: 'c1' });
    await comeBack();
    expect(ScriptedSocket.last.of('subscribe')).toEqual([{ type: 'subscribe', povId: 'x', since: 'c1' }]);
    service.sendMessage({ type: 'unsubscribe', povId: 'x' });
    expect(ScriptedSocket.last.of('unsubscribe')).toEqual([{ type: 'unsubscribe', povId: 'x' }]);
    await comeBack();
    expect(ScriptedSocket.last.of('subscribe')).toEqual([]);
  });

  it('followed for their members alone tell of these', async () => {
    const service = await connected();
    const heard: string[] = [];
    service.on('*', (_data, { type }: EventInfo) => heard.push(type));
    void service.subscribePresence('team-1');
    expect(ScriptedSocket.last.of('subscribe')).toEqual([{ type: 'subscribe', channel: 'presence-team-1' }]);
    ScriptedSocket.last.subscribed();
    ScriptedSocket.last.say(event('1', { channel: 'presence-team-1' }));
    ScriptedSocket.last.say({ type: 'member-online', channel: 'presence-team-1', data: { id: 'bob', info: { name: 'Bob' } } });
    expect(heard).toEqual(['member-online']);

    const members = service.getPresenceMembers('team-1');
    const { id } = ScriptedSocket.last.of('presence')[0]!;
    ScriptedSocket.last.say({ type: 'presence', id, channel: 'presence-team-1', count: 1, members: [{ id: 'bob', info: { name: 'Bob' } }] });
    expect(await members).toEqual([{ id: 'bob', info: { name: 'Bob' } }]);
  });

  it('do without a callback that throws', async () => {
    const service = await connected();
    const report = vi.spyOn(console, 'error').mockImplementation(() => {});
    const heard = vi.fn();
    service.on('step', () => {
      throw new Error('a fault of the application');
    });
    service.on('step', heard);
    void service.subscribe('team-1');
    ScriptedSocket.last.say(event('1'));
    expect(heard).toHaveBeenCalledOnce();
    expect(report).toHaveBeenCalledOnce();
  });
});

describe('kept places', () => {
  const store = (kept: Record<string, string>) => ({ load: () => kept, save: vi.fn<CursorStore['save']>() });

  it('are gone on from after a reload, and saved once a second at most', async () => {
    const cursors = store({ 'team-1': 'c-kept' });
    const service = await connected({ cursors });
    void service.subscribe('team-1');
    expect(ScriptedSocket.last.of('subscribe')).toMatchObject([{ since: 'c-kept' }]);
    ScriptedSocket.last.subscribed('c-kept');
    for (let i = 0; i < 50; i++) ScriptedSocket.last.say(event(`${i}`));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(cursors.save.mock.calls).toEqual([[{ 'team-1': 'c-49' }]]);
    await service.unsubscribe('team-1');
    await service.disconnect();
    expect(cursors.save).toHaveBeenLastCalledWith({});
  });

  it('that are given up before they have been read are not gone on from', async () => {
    const cursors = store({ 'team-1': 'c-kept', 'team-2': 'c-kept', 'team-3': 'c-kept' });
    const service = scripted({ cursors });
    void service.subscribe('team-1', { since: 'earliest' });
    void service.subscribe('team-2');
    await service.unsubscribe('team-2');
    void service.subscribe('team-3');
    void service.connect('ada', 'token-1');
    await settle();
    ScriptedSocket.last.open();
    expect(ScriptedSocket.last.of('subscribe')).toEqual([
      { type: 'subscribe', channel: 'team-1', since: 'earliest' },
      { type: 'subscribe', channel: 'team-3', since: 'c-kept' },
    ]);
    await service.disconnect();
    expect(cursors.save).toHaveBeenLastCalledWith({ 'team-3': 'c-kept' });
  });

  it('that the gateway does not know are given up, and said to be', async () => {
    const service = await connected({ cursors: store({ 'team-1': 'nonsense' }) });
    const gap = vi.fn();
    service.on('gap', gap);
    const done = service.subscribe('team-1');
    ScriptedSocket.last.say({ type: 'error', code: 'invalid_cursor', message: 'since: not a cursor', channel: 'team-1' });
    expect(gap).toHaveBeenCalledWith({ channel: 'team-1', reason: 'invalid_cursor' }, expect.anything());
    expect(ScriptedSocket.last.of('subscribe')[1]).toEqual({ type: 'subscribe', channel: 'team-1' });
    ScriptedSocket.last.subscribed();
    await done;
  });

  it('that cannot be read keep nobody from connecting', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const service = scripted({ cursors: { load: () => Promise.reject(new Error('blocked')), save: () => {} } });
    const done = service.connect('ada', 'token-1');
    await settle();
    ScriptedSocket.last.open();
    await done;
  });
});
