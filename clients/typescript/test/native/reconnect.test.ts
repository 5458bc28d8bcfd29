import { beforeEach, describe, expect, it, vi } from 'vitest';
import { connected, scripted, ScriptedSocket, settle } from './ScriptedSocket.js';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

/** Fails what is tried until nothing more is, and returns the delays between. */
async function failAll(status: () => { state: string; delay: number }): Promise<number[]> {
  const delays: number[] = [];
  for (;;) {
    ScriptedSocket.last.drop();
    await settle();
    if (status().state !== 'reconnecting') return delays;
    delays.push(status().delay);
    await vi.advanceTimersByTimeAsync(status().delay);
  }
}

describe('a connection that is lost', () => {
  it('is tried again after min(max, initial · 2^attempt), ten times, and then by hand', async () => {
    const service = await connected();
    expect(await failAll(() => service.status)).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30, 30].map((seconds) => seconds * 1_000));
    expect(service.status).toMatchObject({ state: 'disconnected', attempt: 10, delay: 0, lastError: { code: 'network' } });
    const tries = ScriptedSocket.made.length;
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(ScriptedSocket.made).toHaveLength(tries);

    service.reconnect();
    await settle();
    expect(service.status).toMatchObject({ state: 'reconnecting', attempt: 0 });
    ScriptedSocket.last.open();
    expect(service.status).toMatchObject({ state: 'connected', attempt: 0, transport: 'websocket' });
    expect(service.status.lastError).toBeUndefined();
  });

  it('adds up to a second by chance', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const service = await connected();
    ScriptedSocket.last.drop();
    expect(service.status.delay).toBe(1_500);
    expect(service.status.retryAt).toBe(Date.now() + 1_500);
  });

  it('rejects connect when no attempt is left', async () => {
    const service = scripted({ maxReconnectAttempts: 2, reconnectInterval: 10 });
    const refused = expect(service.connect('ada', 'token-1')).rejects.toMatchObject({ code: 'network' });
    await settle();
    await failAll(() => service.status);
    await refused;
    expect(ScriptedSocket.made).toHaveLength(3);
  });

  it('takes a connect that hangs for failed', async () => {
    const service = scripted();
    service.connect('ada', 'token-1').catch(() => {});
    await vi.advanceTimersByTimeAsync(15_000);
    expect(service.status).toMatchObject({ state: 'reconnecting', lastError: { code: 'timeout' } });
    expect(ScriptedSocket.made).toHaveLength(1);
  });

  it('comes back when a reconnect frame says', async () => {
    const service = await connected();
    ScriptedSocket.last.say({ type: 'reconnect', afterMs: 7_000 });
    ScriptedSocket.last.drop(1001);
    expect(service.status).toMatchObject({ state: 'reconnecting', delay: 7_000 });
    expect(service.status.lastError).toBeUndefined();
    await vi.advanceTimersByTimeAsync(7_000);
    expect(ScriptedSocket.made).toHaveLength(2);
  });

  it('comes back after retryAfterMs when it has sent too much', async () => {
    const service = await connected();
    ScriptedSocket.last.say({ type: 'error', code: 'rate_limited', message: 'Rate limit exceeded', retryAfterMs: 12_000 });
    ScriptedSocket.last.drop(1008);
    expect(service.status).toMatchObject({ state: 'reconnecting', delay: 12_000, lastError: { code: 'rate_limited' } });
  });

  it('is not explained by an error that it has outlived', async () => {
    const service = await connected();
    ScriptedSocket.last.say({ type: 'error', code: 'invalid_message', message: 'type: expected' });
    ScriptedSocket.last.say({ type: 'pong' });
    ScriptedSocket.last.drop();
    expect(service.status.lastError).toMatchObject({ code: 'network' });
  });

  it.each([1002, 1003, 1007, 1009])('is not tried again after %i', async (code) => {
    const service = await connected();
    const heard = vi.fn();
    service.on('error', heard);
    ScriptedSocket.last.drop(code);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(service.status.state).toBe('error');
    expect(heard).toHaveBeenCalledOnce();
    expect(ScriptedSocket.made).toHaveLength(1);
  });

  it.each([1000, 1001, 1006, 1008, 1011, 1013, 4408, 4429])('is tried again after %i', async (code) => {
    const service = await connected();
    ScriptedSocket.last.drop(code);
    expect(service.status.state).toBe('reconnecting');
  });

  it('is left alone after disconnect', async () => {
    const service = await connected();
    ScriptedSocket.last.drop();
    await service.disconnect();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(service.status).toMatchObject({ state: 'disconnected', delay: 0 });
    expect(ScriptedSocket.made).toHaveLength(1);
  });

  it('tells of it once each way', async () => {
    const service = await connected();
    const heard: string[] = [];
    for (const name of ['connected', 'disconnected']) service.on(name, () => heard.push(name));
    ScriptedSocket.last.drop();
    await vi.advanceTimersByTimeAsync(1_000);
    ScriptedSocket.last.drop();
    await vi.advanceTimersByTimeAsync(2_000);
    ScriptedSocket.last.open();
    expect(heard).toEqual(['disconnected', 'connected']);
  });
});
