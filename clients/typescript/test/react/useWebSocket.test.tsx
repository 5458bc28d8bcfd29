// @vitest-environment jsdom
import { act, cleanup, render, renderHook, screen, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import type { ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MockWebSocketService } from '../../src/mock/index.js';
import { RealtimeProvider, useWebSocket } from '../../src/react/index.js';
import type { UseWebSocketConfig } from '../../src/react/index.js';
import { RealtimeError } from '../../src/types.js';
import { GatewayServer } from '../support/GatewayServer.js';
import { until } from '../support/until.js';

const LONG = { timeout: 20_000 };

describe('useWebSocket with a gateway', () => {
  let server: GatewayServer;
  beforeEach(async () => {
    server = await GatewayServer.start();
  });
  afterEach(async () => {
    cleanup();
    await until(() => server.connections === 0);
    await server.stop();
    vi.unstubAllGlobals();
  });

  const authentications = () => server.frames.filter(({ type }) => type === 'auth').map(({ token }) => token);
  const use = (config: UseWebSocketConfig) => renderHook((props: UseWebSocketConfig) => useWebSocket(props), { initialProps: config });

  it('connects once, in strict mode too, and leaves with the component', async () => {
    const config = { url: server.url, token: 'token-of-me' };
    const { result, unmount } = renderHook(() => useWebSocket(config), { wrapper: StrictMode });
    expect(result.current).toMatchObject({ isConnected: false, connectionStatus: 'disconnected', lastMessage: null, lastError: null });
    await waitFor(() => expect(result.current.isConnected).toBe(true), LONG);
    expect(result.current).toMatchObject({ connectionStatus: 'connected', state: 'connected', reconnectAttempt: 0, reconnectDelay: 0 });
    unmount();
    await until(() => server.connections === 0);
    expect(authentications()).toEqual(['token-of-me']);
  });

  it('calls the handlers of the last render, for which it does not reconnect', async () => {
    const first = vi.fn();
    const second = vi.fn();
    const opened = vi.fn();
    const config = { url: `${server.url}?channel=metrics-1`, token: 'token-of-me', onOpen: opened };
    const { rerender } = use({ ...config, onMetricsUpdate: first });
    await until(() => server.followed.includes('metrics-1'));
    rerender({ ...config, onMetricsUpdate: second });
    act(() => server.publish('metrics-1', 'metrics_update', { total_events: 7 }));
    await until(() => second.mock.calls.length > 0);
    expect(second).toHaveBeenCalledExactlyOnceWith({ total_events: 7 });
    expect(first).not.toHaveBeenCalled();
    expect(opened).toHaveBeenCalledOnce();
    expect(authentications()).toHaveLength(1);
  });

  it('connects anew with the token of another user, and goes on where it was', async () => {
    const heard: unknown[] = [];
    const config = { url: server.url, channels: ['team-1'], onMessage: (message: { type: string; data?: unknown }) => message.type === 'cheer' && heard.push(message.data) };
    const { result, rerender } = use({ ...config, token: 'token-of-ada' });
    await until(() => server.followed.includes('team-1'));
    server.publish('team-1', 'cheer', 1);
    await until(() => heard.length === 1);
    rerender({ ...config, token: 'token-of-ben' });
    server.publish('team-1', 'cheer', 2);
    await until(() => authentications().length === 3);
    expect(authentications()).toEqual(['token-of-ada', 'token-of-ben', 'token-of-ben']);
    expect(heard).toEqual([1, 2]);
    await waitFor(() => expect(result.current.connectionStatus).toBe('reconnected'), LONG);
  });

  it('goes on with another token of the user, and loses nothing that waits', async () => {
    const closed = vi.fn();
    const config = { url: server.url, onClose: closed };
    const { result, rerender } = use({ ...config, token: 'token-of-ada' });
    const sent = result.current.send('chat-1', 'message', 1);
    rerender({ ...config, token: 'token-of-ada-again' });
    await sent;
    rerender({ ...config, token: 'token-of-ada' });
    await until(() => authentications().length > 1 && authentications().at(-1) === 'token-of-ada');
    expect(server.sent).toHaveLength(1);
    expect(result.current.isConnected).toBe(true);
    expect(closed).not.toHaveBeenCalled();
  });

  it('is connected while it is enabled, and takes a token from a source', async () => {
    const token = vi.fn(async () => 'token-of-ada');
    const { result, rerender } = use({ url: server.url, token, enabled: false });
    rerender({ url: server.url, token: async () => token(), enabled: true });
    await waitFor(() => expect(result.current.isConnected).toBe(true), LONG);
    expect(token).toHaveBeenCalledOnce();
    rerender({ url: server.url, token: async () => token(), enabled: false });
    await waitFor(() => expect(result.current.isConnected).toBe(false), LONG);
    await until(() => server.connections === 0);
  });

  it('moves to another url with its handlers and channels', async () => {
    const other = await GatewayServer.start();
    const heard = vi.fn();
    const { result, rerender } = use({ url: server.url, token: 'token-of-me' });
    const { sendMessage, subscribe, on } = result.current;
    act(() => {
      on('cheer', heard);
      void subscribe('team-1');
    });
    await until(() => server.followed.includes('team-1'));
    rerender({ url: other.url, token: 'token-of-me' });
    await until(() => other.followed.includes('team-1') && server.connections === 0);
    expect(result.current.sendMessage).toBe(sendMessage);
    other.publish('team-1', 'cheer', {});
    await until(() => heard.mock.calls.length === 1);
    cleanup();
    await until(() => other.connections === 0);
    await other.stop();
  });

  it("without anything said, has the page's own connection, one for all, with the token of who is signed in", async () => {
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', (path: string, init?: RequestInit) => fetch(new URL(path, location.href), init));
    (globalThis as unknown as { jsdom: { reconfigure(settings: { url: string }): void } }).jsdom.reconfigure({ url: server.origin });
    function Part() {
      const { isConnected } = useWebSocket();
      return <p>{String(isConnected)}</p>;
    }
    render(
      <StrictMode>
        <Part />
        <Part />
      </StrictMode>,
    );
    await waitFor(() => expect(screen.getAllByText('true')).toHaveLength(2), LONG);
    expect(server.tokens).toBe(1);
    expect(authentications()).toEqual(['token-of-me']);
  });

  it('shares the connection that a provider makes', async () => {
    const config = { url: server.url, token: 'token-of-me' };
    const wrapper = ({ children }: { children: ReactNode }) => <RealtimeProvider config={config}>{children}</RealtimeProvider>;
    const { result } = renderHook(() => [useWebSocket(), useWebSocket({ onOpen: () => undefined })], { wrapper });
    await waitFor(() => expect(result.current.every(({ isConnected }) => isConnected)).toBe(true), LONG);
    expect(authentications()).toHaveLength(1);
  });

  it('tells why it cannot connect, and connects when it is asked to', async () => {
    const failed = vi.fn();
    const closed = new URL(server.url);
    await server.stop();
    const { result } = use({ url: closed.href, token: 'secret-token', reconnect: false, onError: failed });
    await waitFor(() => expect(result.current.lastError).toBeInstanceOf(RealtimeError), LONG);
    expect(result.current.state).toBe('disconnected');
    expect(failed.mock.calls[0]?.[0]).toBeInstanceOf(Event);
    expect(failed.mock.calls[0]?.[0].error.message).not.toContain('secret-token');
    server = await GatewayServer.start();
  });
});

describe('useWebSocket without a gateway', () => {
  afterEach(cleanup);

  it('is off without a url and a provider, and nothing fails', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { result } = renderHook(() => useWebSocket({ url: undefined, token: 'token' }));
    expect(result.current).toMatchObject({ isConnected: false, state: 'disconnected', lastError: null });
    act(() => result.current.sendMessage({ type: 'subscribe', povId: '1' }));
    act(() => result.current.reconnect());
    await expect(result.current.send('team-1', 'cheer', {})).rejects.toMatchObject({ code: 'closed' });
    expect(warned).toHaveBeenCalledOnce();
  });

  it('says that an address is none', () => {
    const { result } = renderHook(() => useWebSocket({ url: 'http://[', token: 'token' }));
    expect(result.current.state).toBe('error');
    expect(result.current.lastError).toMatchObject({ code: 'invalid_config' });
  });

  it('renders on a server as not connected', () => {
    function Part() {
      return <p>{useWebSocket({ url: '/', token: 'token' }).state}</p>;
    }
    expect(renderToString(<Part />)).toContain('disconnected');
  });

  it("takes nothing away that is another component's", async () => {
    const service = new MockWebSocketService();
    const { result } = renderHook(() => [useWebSocket({ service }), useWebSocket({ service })] as const);
    const heard = vi.fn();
    await act(async () => {
      for (const { subscribe, on } of result.current) {
        await subscribe('team-1');
        on('cheer', heard);
      }
      result.current[0].off('cheer');
      await result.current[0].unsubscribe('team-1');
    });
    act(() => service.simulateEvent('cheer', 1, { channel: 'team-1' }));
    expect(heard).toHaveBeenCalledOnce();
    expect(service.subscriptions).toEqual(['team-1']);
    await act(() => result.current[1].unsubscribe('team-1'));
    await waitFor(() => expect(service.subscriptions).toEqual([]));
  });

  it('refuses what is asked for after the end, and lets go of what has ended anyway', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { result, unmount } = renderHook(() => useWebSocket({ service: new MockWebSocketService() }));
    const ws = result.current;
    unmount();
    const refused = expect(ws.send('chat-1', 'message', 1)).rejects.toMatchObject({ code: 'closed' });
    await ws.unsubscribe('chat-1');
    await refused;
    ws.sendMessage({ type: 'unsubscribe', channel: 'chat-1' });
    ws.sendMessage({ type: 'signal' });
    await expect(ws.getPresenceMembers('chat-1')).rejects.toMatchObject({ code: 'closed' });
    expect(warned).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('type signal was not sent'));
  });

  it('gives up at the end what was subscribed by a message', async () => {
    const service = new MockWebSocketService();
    const { result, unmount } = renderHook(() => useWebSocket({ service }));
    act(() => result.current.sendMessage({ type: 'subscribe', povId: '7' }));
    expect(service.subscriptions).toEqual(['pov-7']);
    unmount();
    await waitFor(() => expect(service.subscriptions).toEqual([]));
    service.simulateEvent('activity', {});
  });

  it('has refusals in the status, so that nobody needs to catch them', async () => {
    const service = new MockWebSocketService();
    service.fail('subscribe', new RealtimeError('forbidden', 'not your channel'));
    const { result } = renderHook(() => useWebSocket({ service }));
    act(() => void result.current.subscribe('team-7'));
    await waitFor(() => expect(result.current.lastError).toMatchObject({ code: 'forbidden', channel: 'team-7' }));
  });

  it('renders for messages only who reads them', () => {
    const service = new MockWebSocketService();
    let reading = 0;
    let other = 0;
    renderHook(() => (reading++, useWebSocket({ service }).lastMessage));
    renderHook(() => (other++, useWebSocket({ service }).isConnected));
    const before = { reading, other };
    act(() => service.simulateMessage({ type: 'pong' }));
    expect(reading).toBe(before.reading + 1);
    expect(other).toBe(before.other);
  });

  it('has the same operations in each render, and a result that stays while nothing changes', () => {
    const service = new MockWebSocketService();
    const { result, rerender } = renderHook(() => useWebSocket({ service, onOpen: () => undefined }));
    const before = result.current;
    rerender();
    expect(result.current).toBe(before);
    act(() => service.simulateConnectionStatus('connected'));
    expect(result.current).not.toBe(before);
    expect(result.current.sendMessage).toBe(before.sendMessage);
    expect(result.current.subscribe).toBe(before.subscribe);
  });
});
