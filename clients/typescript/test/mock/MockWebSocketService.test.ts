import { describe, expect, it, vi } from 'vitest';
import { MockWebSocketService } from '../../src/mock/index.js';
import type { MockOperation } from '../../src/mock/index.js';
import { RealtimeError } from '../../src/types.js';

describe('MockWebSocketService', () => {
  it('remembers what it was given', async () => {
    const service = new MockWebSocketService();
    await service.connect('ada', 'token');
    await service.subscribe('team-1', { since: 'earliest' });
    await service.send('chat-1', 'message', { content: 'Hello' });
    service.sendMessage({ type: 'subscribe', teamId: '2' });
    service.sendMessage({ type: 'ping' });
    expect(service.user).toEqual({ userId: 'ada', authToken: 'token' });
    expect(service.subscriptions).toEqual(['team-1', 'team-2']);
    expect(service.subscribeOptions('team-1')).toEqual({ since: 'earliest' });
    expect(service.sent).toEqual([{ channel: 'chat-1', event: 'message', data: { content: 'Hello' } }]);
    expect(service.sentMessages).toEqual([{ type: 'subscribe', teamId: '2' }, { type: 'ping' }]);
  });

  it('has called the handlers when simulateEvent returns, on the one channel there is', async () => {
    const service = new MockWebSocketService();
    const heard = vi.fn();
    service.on('cheer', heard);
    service.simulateEvent('cheer', 1);
    await service.subscribe('team-1');
    service.simulateEvent('cheer', 2);
    await service.subscribe('team-2');
    service.simulateEvent('cheer', 3);
    expect(heard.mock.calls).toEqual([
      [1, { type: 'cheer' }],
      [2, { type: 'cheer', channel: 'team-1' }],
      [3, { type: 'cheer' }],
    ]);
  });

  it('takes a control message for what it is, and any other for an event', () => {
    const service = new MockWebSocketService();
    const all = vi.fn();
    const messages = vi.fn();
    service.on('*', all);
    service.onMessage(messages);
    service.simulateMessage({ type: 'pong' });
    service.simulateMessage({ type: 'activity', channel: 'pov-1', data: { title: 'Call' } });
    expect(all).toHaveBeenCalledExactlyOnceWith({ title: 'Call' }, { type: 'activity', channel: 'pov-1' });
    expect(messages).toHaveBeenCalledTimes(2);
  });

  it('fails as often as it is told to', async () => {
    const service = new MockWebSocketService();
    service.fail('send', new RealtimeError('rate_limited', 'too fast'), 2);
    await expect(service.send('chat-1', 'message', 1)).rejects.toMatchObject({ code: 'rate_limited', channel: 'chat-1' });
    await expect(service.send('chat-1', 'message', 1)).rejects.toBeInstanceOf(RealtimeError);
    await service.send('chat-1', 'message', 1);
    service.fail('connect');
    await expect(service.connect('ada', 'token')).rejects.toMatchObject({ code: 'unavailable' });
    expect(service.status).toMatchObject({ state: 'error', lastError: { code: 'unavailable' } });
  });

  it('waits for a promise, or for milliseconds', async () => {
    let go: () => void = () => undefined;
    const operations: MockOperation[] = [];
    const gate = new Promise<void>((resolve) => (go = resolve));
    const service = new MockWebSocketService({ delay: (operation) => (operations.push(operation), gate) });
    const connecting = service.connect('ada', 'token');
    expect(service.status.state).toBe('connecting');
    go();
    await connecting;
    expect(operations).toEqual(['connect']);

    vi.useFakeTimers();
    try {
      const slow = new MockWebSocketService({ delay: 500 });
      const connected = slow.connect('ada', 'token');
      await vi.advanceTimersByTimeAsync(499);
      expect(slow.isConnected()).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      await connected;
      expect(slow.isConnected()).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('puts the connection into any state', () => {
    const service = new MockWebSocketService();
    service.simulateConnectionStatus({ state: 'reconnecting', attempt: 2, delay: 4_000, retryAt: 1 });
    expect(service.status).toMatchObject({ state: 'reconnecting', attempt: 2, delay: 4_000, retryAt: 1 });
    service.simulateConnectionStatus('connected');
    expect(service.status).toEqual({ state: 'connected', transport: 'websocket', attempt: 0, delay: 0, quality: { missed: 0 } });
    const states: string[] = [];
    service.onStatus(({ state }) => states.push(state));
    service.simulateConnectionStatus('reconnected');
    expect(states).toEqual(['disconnected', 'connected']);
  });
});
