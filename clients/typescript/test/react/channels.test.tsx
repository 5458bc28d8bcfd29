// @vitest-environment jsdom
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { MockWebSocketService } from '../../src/mock/index.js';
import { NativeWebSocketService } from '../../src/native/index.js';
import { RealtimeProvider, useChannel, usePresence } from '../../src/react/index.js';
import { type PresenceMember, RealtimeError } from '../../src/types.js';
import { GatewayServer } from '../support/GatewayServer.js';

const LONG = { timeout: 20_000 };
const ADA = { id: 'ada', info: { name: 'Ada' } };
const BEN = { id: 'ben', info: { name: 'Ben' } };
const CLEO = { id: 'cleo', info: { name: 'Cleo' } };

let service: MockWebSocketService;
const wrapper = ({ children }: { children: ReactNode }) => (
  <StrictMode>
    <RealtimeProvider service={service}>{children}</RealtimeProvider>
  </StrictMode>
);

beforeEach(async () => {
  service = new MockWebSocketService();
  await service.connect('me', 'token');
});
afterEach(cleanup);

describe('useChannel', () => {
  it('has the events of its channel alone, the newest within a limit', async () => {
    const { result } = renderHook(() => useChannel<{ n: number }>('team-1', { limit: 2 }), { wrapper });
    expect(result.current).toEqual({ events: [], lastEvent: null, data: null, gap: null, live: false, error: null });
    await waitFor(() => expect(result.current.live).toBe(true));
    act(() => [1, 2, 3].forEach((n) => service.simulateEvent('cheer', { n }, { channel: 'team-1', id: `${n}`, source: '/t' })));
    act(() => service.simulateEvent('cheer', { n: 4 }, { channel: 'team-2' }));
    expect(result.current.events.map(({ data }) => data.n)).toEqual([2, 3]);
    expect(result.current.lastEvent).toEqual({ type: 'cheer', channel: 'team-1', id: '3', source: '/t', data: { n: 3 } });
    expect(result.current.data).toEqual({ n: 3 });
  });

  it('calls the handlers of the last render by type', async () => {
    const first = vi.fn();
    const second = vi.fn();
    const all = vi.fn();
    const { rerender } = renderHook(({ cheer }) => useChannel('team-1', { on: { cheer, '*': all } }), { wrapper, initialProps: { cheer: first } });
    rerender({ cheer: second });
    act(() => service.simulateEvent('cheer', 1, { channel: 'team-1' }));
    act(() => service.simulateEvent('wave', 2, { channel: 'team-1' }));
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledExactlyOnceWith(1, { type: 'cheer', channel: 'team-1' });
    expect(all).toHaveBeenCalledTimes(2);
  });

  it('tells gaps, and whether it is live', async () => {
    const { result } = renderHook(() => useChannel('team-1', { since: 'earliest' }), { wrapper });
    await waitFor(() => expect(result.current.live).toBe(true));
    expect(service.subscribeOptions('team-1')).toEqual({ since: 'earliest' });
    act(() => service.simulateConnectionStatus('disconnected'));
    expect(result.current.live).toBe(false);
    act(() => service.simulateConnectionStatus('connected'));
    act(() => service.simulateGap({ channel: 'team-1', reason: 'retention' }));
    act(() => service.simulateGap({ channel: 'team-2', reason: 'truncated' }));
    expect(result.current.live).toBe(true);
    expect(result.current.gap).toEqual({ channel: 'team-1', reason: 'retention' });
  });

  it('tells why it was refused', async () => {
    service.fail('subscribe', new RealtimeError('forbidden', 'not your channel'), Infinity);
    const { result } = renderHook(() => useChannel('team-7'), { wrapper });
    await waitFor(() => expect(result.current.error).toMatchObject({ code: 'forbidden', channel: 'team-7' }));
  });

  it('shares a subscription, follows another name, and begins with nothing there', async () => {
    const { result, rerender, unmount } = renderHook(({ name }) => [useChannel(name), useChannel('team-1')] as const, {
      wrapper,
      initialProps: { name: 'team-1' as string | null },
    });
    act(() => service.simulateEvent('cheer', 1, { channel: 'team-1' }));
    expect(result.current.map(({ data }) => data)).toEqual([1, 1]);
    rerender({ name: 'team-2' });
    expect(result.current.map(({ data }) => data)).toEqual([null, 1]);
    await waitFor(() => expect(service.subscriptions).toEqual(['team-1', 'team-2']));
    rerender({ name: null });
    await waitFor(() => expect(service.subscriptions).toEqual(['team-1']));
    unmount();
    await waitFor(() => expect(service.subscriptions).toEqual([]));
  });

  it('has each event once, though another component asks for the past again', async () => {
    const server = await GatewayServer.start();
    const native = new NativeWebSocketService({ apiUrl: server.url, WebSocket });
    for (const n of [1, 2]) server.publish('team-1', 'cheer', n);
    await native.connect('me', 'token-of-me');
    const options = { service: native, since: 'earliest' };
    const first = renderHook(() => useChannel<number>('team-1', options));
    await waitFor(() => expect(first.result.current.events).toHaveLength(2), LONG);
    const second = renderHook(() => useChannel<number>('team-1', options));
    await waitFor(() => expect(second.result.current.events).toHaveLength(2), LONG);
    expect(first.result.current.events.map(({ data }) => data)).toEqual([1, 2]);
    cleanup();
    await native.disconnect();
    await server.stop();
  });
});

describe('usePresence', () => {
  it('knows who is there, and who comes and goes', async () => {
    service.setPresenceMembers('team-1', [ADA]);
    const { result, unmount } = renderHook(() => usePresence('team-1'), { wrapper });
    await waitFor(() => expect(result.current).toEqual({ members: [ADA], error: null }));
    act(() => service.setPresenceMembers('team-1', [ADA, BEN]));
    act(() => service.setPresenceMembers('team-2', [CLEO]));
    expect(result.current.members).toEqual([ADA, BEN]);
    act(() => service.setPresenceMembers('team-1', [BEN]));
    expect(result.current.members).toEqual([BEN]);
    unmount();
    await waitFor(() => expect(service.subscriptions).toEqual([]));
  });

  it('asks again after a reconnect, since nobody said who came meanwhile', async () => {
    const { result } = renderHook(() => usePresence('team-1'), { wrapper });
    await waitFor(() => expect(service.subscriptions).toEqual(['presence-team-1']));
    act(() => service.simulateConnectionStatus('disconnected'));
    vi.spyOn(service, 'getPresenceMembers').mockResolvedValue([CLEO]);
    act(() => service.simulateConnectionStatus('connected'));
    await waitFor(() => expect(result.current.members).toEqual([CLEO]));
  });

  it('asks once, and adds who came and went meanwhile', async () => {
    let answer: (members: PresenceMember[]) => void = () => undefined;
    const asked = vi.spyOn(service, 'getPresenceMembers').mockImplementation(() => new Promise((resolve) => (answer = resolve)));
    const { result } = renderHook(() => usePresence('team-1'), { wrapper });
    await waitFor(() => expect(service.subscriptions).toEqual(['presence-team-1']));
    await waitFor(() => expect(asked).toHaveBeenCalled());
    const questions = asked.mock.calls.length;
    act(() => service.setPresenceMembers('team-1', [ADA, BEN]));
    act(() => service.setPresenceMembers('team-1', [ADA]));
    await act(async () => answer([BEN, CLEO]));
    expect(result.current).toEqual({ members: [CLEO, ADA], error: null });
    expect(asked).toHaveBeenCalledTimes(questions);
  });

  it('tells why it does not know', async () => {
    service.fail('getPresenceMembers', new RealtimeError('too_large', 'more than are listed'), Infinity);
    const { result } = renderHook(() => usePresence('team-1'), { wrapper });
    await waitFor(() => expect(result.current.error).toMatchObject({ code: 'too_large' }));
  });
});
