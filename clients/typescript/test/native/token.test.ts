import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RealtimeError } from '../../src/types.js';
import { connected, scripted, ScriptedSocket, settle } from './ScriptedSocket.js';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

/** Tokens with numbers. */
function source() {
  let count = 0;
  return vi.fn(() => `fresh-${++count}`);
}

describe('the token', () => {
  it('stands in the first frame and not in the address', async () => {
    await connected();
    expect(ScriptedSocket.last.url).toBe('wss://gateway.test/ws');
    expect(ScriptedSocket.last.protocol).toBe('milepost.v1');
    expect(ScriptedSocket.last.sent[0]).toEqual({ type: 'auth', token: 'token-1' });
  });

  it('is renewed on the open socket before it ends', async () => {
    const token = source();
    await connected({ token, heartbeatInterval: 0 });
    expect(token).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(3_600_000 - 60_000 - 1);
    expect(token).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(ScriptedSocket.last.of('auth')).toEqual([
      { type: 'auth', token: 'fresh-1' },
      { type: 'auth', token: 'fresh-2' },
    ]);
    ScriptedSocket.last.authenticate(100_000);
    await vi.advanceTimersByTimeAsync(75_000);
    expect(token).toHaveBeenCalledTimes(3);
    expect(ScriptedSocket.made).toHaveLength(1);
  });

  it('is asked for again where the source fails, while the old one counts', async () => {
    const token = source();
    const service = await connected({ token, heartbeatInterval: 0 });
    token.mockImplementationOnce(() => {
      throw new Error('secret-in-a-message');
    });
    await vi.advanceTimersByTimeAsync(3_600_000 - 60_000);
    expect(ScriptedSocket.last.of('auth')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(ScriptedSocket.last.of('auth')).toHaveLength(2);
    expect(service.isConnected()).toBe(true);
  });

  it('is used again for a reconnect while it is fresh', async () => {
    const token = source();
    await connected({ token, heartbeatInterval: 0 });
    ScriptedSocket.last.drop();
    await vi.advanceTimersByTimeAsync(1_000);
    ScriptedSocket.last.open();
    expect(token).toHaveBeenCalledTimes(1);
  });

  it('is fetched anew, and at once, when it is refused; but once only', async () => {
    const service = await connected({ token: source() });
    ScriptedSocket.last.drop(4401);
    await settle();
    expect(ScriptedSocket.made).toHaveLength(2);
    ScriptedSocket.last.open();
    expect(ScriptedSocket.last.sent[0]).toEqual({ type: 'auth', token: 'fresh-2' });
    expect(service.isConnected()).toBe(true);

    ScriptedSocket.last.drop(4401);
    await settle();
    ScriptedSocket.last.say({ type: 'error', code: 'unauthenticated', message: 'the token was revoked' });
    ScriptedSocket.last.drop(4401);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(ScriptedSocket.made).toHaveLength(3);
    expect(service.status).toMatchObject({ state: 'error', lastError: { code: 'unauthenticated' } });
  });

  it('that is refused without a source ends it', async () => {
    const service = await connected();
    ScriptedSocket.last.say({ type: 'error', code: 'token_expired', message: 'the token has expired' });
    ScriptedSocket.last.drop(4401);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(service.status).toMatchObject({ state: 'error', lastError: { code: 'token_expired' } });
    expect(ScriptedSocket.made).toHaveLength(1);
  });

  it('that the application gives is used on the open socket', async () => {
    const service = await connected();
    await service.connect('ada', 'token-1');
    await service.connect('ada', 'token-2');
    expect(ScriptedSocket.last.of('auth').map(({ token }) => token)).toEqual(['token-1', 'token-2']);
    expect(ScriptedSocket.made).toHaveLength(1);
  });

  it('that the application has given is tried once when the one before is refused', async () => {
    const service = await connected();
    await service.connect('ada', 'token-2');
    for (const tries of [2, 2]) {
      ScriptedSocket.last.drop(4401);
      await settle();
      expect(ScriptedSocket.made).toHaveLength(tries);
    }
    expect(service.status.state).toBe('error');
  });

  it('of another user begins another connection', async () => {
    const service = await connected();
    await service.connect('ada', 'token-2');
    ScriptedSocket.last.say({ type: 'error', code: 'forbidden', message: "token: the connection is another user's" });
    await settle();
    ScriptedSocket.last.open();
    expect(ScriptedSocket.made).toHaveLength(2);
    expect(ScriptedSocket.last.sent[0]).toEqual({ type: 'auth', token: 'token-2' });
    expect(service.isConnected()).toBe(true);
  });

  it('that its source refuses ends it, and is no failure of a transport', async () => {
    const signedOut = () => Promise.reject(new RealtimeError('unauthenticated', 'secret-in-a-message'));
    const token = vi.fn<() => Promise<string>>(signedOut);
    const service = scripted({ token });
    await expect(service.connect('ada', '')).rejects.toMatchObject({ code: 'unauthenticated', message: 'the token source failed' });
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(token).toHaveBeenCalledTimes(1);
    expect(service.status.state).toBe('error');
  });

  it('that comes late does not change what carries events', async () => {
    let failures = 5;
    const token = () => (failures-- > 0 ? Promise.reject(new Error('away')) : 'token-1');
    const service = scripted({ token, transports: ['websocket', 'polling'] });
    const done = service.connect('ada', '');
    await vi.advanceTimersByTimeAsync(31_000);
    ScriptedSocket.last.open();
    await done;
    expect(service.status.transport).toBe('websocket');
  });

  it('that cannot be fetched is a failed attempt, and its error says nothing of the source', async () => {
    const token = vi.fn(() => Promise.reject(new Error('secret-in-a-message')));
    const service = scripted({ token, maxReconnectAttempts: 1 });
    const failed = service.connect('ada', '').catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await failed).toMatchObject({ code: 'unavailable', message: 'the token source failed' });
    expect(token).toHaveBeenCalledTimes(2);
  });

  it('is asked for by name if there is none', async () => {
    await expect(scripted().connect('ada', '')).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
