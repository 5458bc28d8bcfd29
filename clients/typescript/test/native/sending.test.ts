import { beforeEach, describe, expect, it, vi } from 'vitest';
import { connected, scripted, ScriptedSocket, settle } from './ScriptedSocket.js';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

/** Kafka has all that was published over this socket. */
function confirm(socket = ScriptedSocket.last): void {
  for (const { id } of socket.of('publish')) socket.say({ type: 'published', id, eventId: `e${String(id)}` });
}

describe('what is sent', () => {
  it('settles when the gateway has it', async () => {
    const service = await connected();
    const sent = service.send('chat-1', 'message', { content: 'hi' });
    expect(ScriptedSocket.last.of('publish')).toMatchObject([{ channel: 'chat-1', event: 'message', data: { content: 'hi' } }]);
    confirm();
    await sent;
  });

  it('waits while away, as it was, and goes once', async () => {
    const service = await connected();
    ScriptedSocket.last.drop();
    const said = { content: 'as it was' };
    const sent = [service.send('chat-1', 'message', said), service.send('chat-1', 'message', { content: 2 })];
    said.content = 'changed';
    await vi.advanceTimersByTimeAsync(1_000);
    ScriptedSocket.last.open();
    confirm();
    await Promise.all(sent);
    expect(ScriptedSocket.last.of('publish').map(({ data }) => data.content)).toEqual(['as it was', 2]);
    ScriptedSocket.last.drop();
    await vi.advanceTimersByTimeAsync(1_000);
    ScriptedSocket.last.open();
    expect(ScriptedSocket.last.of('publish')).toEqual([]);
  });

  it('goes after the subscriptions when it had to wait, which take their part of the minute first', async () => {
    const service = await connected({ maxMessagesPerMinute: 3 });
    for (const channel of ['team-1', 'team-2']) void service.subscribe(channel);
    ScriptedSocket.last.drop();
    for (const n of [1, 2]) service.sendMessage({ type: 'signal', channel: 'chat-1', event: 'typing', data: n });
    await vi.advanceTimersByTimeAsync(1_000);
    ScriptedSocket.last.open();
    expect(ScriptedSocket.last.sent.map(({ type }) => type)).toEqual(['auth', 'subscribe', 'subscribe', 'signal']);
  });

  it('waits within a bound', async () => {
    const service = scripted({ maxQueued: 2 });
    const first = [service.send('c', 'e', 1), service.send('c', 'e', 2)];
    await expect(service.send('c', 'e', 3)).rejects.toMatchObject({ code: 'queue_full' });
    const heard = vi.fn();
    service.on('error', heard);
    service.sendMessage({ type: 'ping' });
    expect(heard).toHaveBeenCalledWith(expect.objectContaining({ code: 'queue_full' }), expect.anything());
    void service.connect('ada', 'token-1');
    await settle();
    ScriptedSocket.last.open();
    confirm();
    await Promise.all(first);
  });

  it('is not sent again when nobody knows whether it was taken', async () => {
    const service = await connected();
    const sent = service.send('chat-1', 'message', 1);
    const refused = expect(sent).rejects.toMatchObject({ code: 'closed', message: expect.stringContaining('may have been taken') });
    ScriptedSocket.last.drop();
    await refused;
    await vi.advanceTimersByTimeAsync(1_000);
    ScriptedSocket.last.open();
    expect(ScriptedSocket.last.of('publish')).toEqual([]);
  });

  it('rejects when no answer comes, and with the reason of a refusal', async () => {
    const service = await connected({ heartbeatInterval: 0 });
    const late = expect(service.send('chat-1', 'message', 1)).rejects.toMatchObject({ code: 'timeout' });
    const refused = service.send('team-1', 'activity-logged', 1);
    const { id } = ScriptedSocket.last.of('publish')[1]!;
    ScriptedSocket.last.say({ type: 'error', id, code: 'not_publishable', message: 'event: not for clients', channel: 'team-1' });
    await expect(refused).rejects.toMatchObject({ code: 'not_publishable', channel: 'team-1' });
    await vi.advanceTimersByTimeAsync(30_000);
    await late;
  });

  it('goes no faster than the gateway takes it', async () => {
    const service = await connected({ maxMessagesPerMinute: 3, heartbeatInterval: 0 });
    for (const n of [1, 2, 3, 4, 5]) service.sendMessage({ type: 'signal', channel: 'chat-1', event: 'typing', data: n });
    expect(ScriptedSocket.last.of('signal')).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(ScriptedSocket.last.of('signal')).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(ScriptedSocket.last.of('signal').map(({ data }) => data)).toEqual([1, 2, 3, 4, 5]);
  });

  it('is refused where JSON has no word for it, and when the service is disconnected', async () => {
    const service = scripted();
    await expect(service.send('c', 'e', 1n)).rejects.toMatchObject({ code: 'invalid_data' });
    const waiting = expect(service.send('c', 'e', 1)).rejects.toMatchObject({ code: 'closed' });
    await service.disconnect();
    await waiting;
  });
});
