// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { connected, ScriptedSocket } from './ScriptedSocket.js';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  hide(false);
});

function hide(hidden: boolean): void {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}

const pings = () => ScriptedSocket.last.of('ping').length;

describe('heartbeats', () => {
  it('measure the round trip every thirty seconds', async () => {
    const service = await connected();
    await vi.advanceTimersByTimeAsync(29_999);
    expect(pings()).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(pings()).toBe(1);
    await vi.advanceTimersByTimeAsync(42);
    ScriptedSocket.last.say({ type: 'pong' });
    expect(service.status.quality).toEqual({ roundTrip: 42, missed: 0 });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(pings()).toBe(2);
  });

  it('close and connect anew when the answer takes longer than five seconds', async () => {
    const service = await connected();
    await vi.advanceTimersByTimeAsync(30_000 + 4_999);
    expect(service.isConnected()).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(service.status).toMatchObject({ state: 'reconnecting', quality: { missed: 1 }, lastError: { code: 'timeout' } });
    expect(ScriptedSocket.made[0]!.closedWith).toBe(1000);
    await vi.advanceTimersByTimeAsync(1_000);
    ScriptedSocket.last.open();
    expect(service.status.quality).toEqual({ missed: 0 });
  });

  it('wait again if it was the page that was busy', async () => {
    const service = await connected();
    await vi.advanceTimersByTimeAsync(30_000);
    vi.setSystemTime(Date.now() + 20_000);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(service.isConnected()).toBe(true);
    ScriptedSocket.last.say({ type: 'pong' });
    expect(service.isConnected()).toBe(true);
  });

  it('rest while the page is hidden, and ask at once when it is seen again', async () => {
    const service = await connected();
    hide(true);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(pings()).toBe(0);
    expect(service.isConnected()).toBe(true);
    hide(false);
    expect(pings()).toBe(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(service.status.state).toBe('reconnecting');
  });

  it('do not keep a page that is seen again waiting for its next attempt', async () => {
    const service = await connected();
    hide(true);
    ScriptedSocket.last.drop();
    for (const delay of [1_000, 2_000, 4_000]) {
      await vi.advanceTimersByTimeAsync(delay);
      ScriptedSocket.last.drop();
    }
    expect(service.status.delay).toBe(8_000);
    hide(false);
    await vi.advanceTimersByTimeAsync(0);
    ScriptedSocket.last.open();
    expect(service.isConnected()).toBe(true);
  });

  it('do not bring a page back sooner than the gateway has asked for', async () => {
    await connected();
    ScriptedSocket.last.say({ type: 'reconnect', afterMs: 7_000 });
    ScriptedSocket.last.drop(1001);
    hide(false);
    dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(6_999);
    expect(ScriptedSocket.made).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(ScriptedSocket.made).toHaveLength(2);
  });

  it('connect a page that had given up while nobody looked', async () => {
    const service = await connected({ maxReconnectAttempts: 0 });
    hide(true);
    ScriptedSocket.last.drop();
    expect(service.status.state).toBe('disconnected');
    hide(false);
    await vi.advanceTimersByTimeAsync(0);
    ScriptedSocket.last.open();
    expect(service.isConnected()).toBe(true);
  });

  it('ask at once when the network has changed', async () => {
    const service = await connected();
    dispatchEvent(new Event('offline'));
    expect(pings()).toBe(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(service.status.state).toBe('reconnecting');
    dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    ScriptedSocket.last.open();
    expect(service.isConnected()).toBe(true);
  });
});
