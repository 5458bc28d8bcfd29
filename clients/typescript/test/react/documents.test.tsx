// @vitest-environment jsdom
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import { StrictMode, useEffect, useState } from 'react';
import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { MockWebSocketService } from '../../src/mock/index.js';
import { ConnectionStatus, RealtimeProvider, useWebSocket } from '../../src/react/index.js';
import type { EventUpdate, MetricsUpdate } from '../../src/react/index.js';
import { WebSocketEvent } from '../../src/types.js';
import type { ConnectionState, WebSocketMessage } from '../../src/types.js';

afterEach(cleanup);

describe('the component of a team page', () => {
  interface ActivityLoggedEvent {
    userId: string;
    activityId: string;
    distance: number;
    duration: number;
  }

  function TeamActivity({ teamId }: { teamId: string }) {
    const ws = useWebSocket();
    const [activities, setActivities] = useState<ActivityLoggedEvent[]>([]);

    useEffect(() => {
      if (!ws) return;

      const handleActivity = (event: ActivityLoggedEvent) => {
        setActivities((prev) => [...prev, event]);
      };

      ws.subscribe(`team-${teamId}`);
      ws.on(WebSocketEvent.ACTIVITY_LOGGED, handleActivity);

      return () => {
        ws.off(WebSocketEvent.ACTIVITY_LOGGED, handleActivity);
        ws.unsubscribe(`team-${teamId}`);
      };
    }, [ws, teamId]);

    return (
      <div>
        {activities.map((activity) => (
          <p key={activity.activityId}>{activity.distance} miles</p>
        ))}
      </div>
    );
  }

  test('displays new activities in real-time', async () => {
    const mockWs = new MockWebSocketService();
    const { getByText } = render(<TeamActivity teamId="123" />, {
      wrapper: ({ children }) => <RealtimeProvider service={mockWs}>{children}</RealtimeProvider>,
    });

    act(() => mockWs.simulateEvent('activity-logged', { userId: 'user1', activityId: 'act1', distance: 2.5, duration: 1800 }));

    await waitFor(() => expect(getByText('2.5 miles')).toBeDefined());
  });

  it('shows each activity once in strict mode, keeps its channel amid changes of the status, and gives it up at the end', async () => {
    const service = new MockWebSocketService();
    const unsubscribe = vi.spyOn(service, 'unsubscribe');
    const { unmount, rerender } = render(page('1'));
    function page(team: string) {
      return (
        <StrictMode>
          <RealtimeProvider service={service}>
            <TeamActivity teamId={team} />
          </RealtimeProvider>
        </StrictMode>
      );
    }
    await act(() => service.connect('me', 'token'));
    act(() => service.simulateConnectionStatus('reconnected'));
    act(() => service.simulateEvent('activity-logged', { activityId: 'a', distance: 3 }));
    expect(screen.getAllByText('3 miles')).toHaveLength(1);
    expect(unsubscribe).not.toHaveBeenCalled();
    rerender(page('2'));
    await waitFor(() => expect(service.subscriptions).toEqual(['team-2']));
    unmount();
    await waitFor(() => expect(service.subscriptions).toEqual([]));
  });
});

describe('the component of a PoV page', () => {
  const service = new MockWebSocketService();
  const simulateWebSocketMessage = (message: WebSocketMessage) => service.simulateMessage(message);
  const simulateConnectionStatus = (status: ConnectionState | 'reconnected') => service.simulateConnectionStatus(status);

  function MyComponent() {
    const { isConnected, connectionStatus, sendMessage, lastMessage } = useWebSocket();
    const [titles, setTitles] = useState<string[]>([]);
    const [log, setLog] = useState('');

    useEffect(() => {
      sendMessage({
        type: 'subscribe',
        povId: 'my-pov-id',
      });
    }, [sendMessage]);

    useEffect(() => {
      if (lastMessage?.type === 'activity') {
        setTitles((before) => [...before, lastMessage.data.title]);
      }
    }, [lastMessage]);

    useEffect(() => {
      switch (connectionStatus) {
        case 'connected':
          setLog((before) => `${before} first`);
          break;
        case 'disconnected':
          setLog((before) => `${before} away`);
          break;
        case 'reconnected':
          setLog((before) => `${before} again`);
          break;
      }
    }, [connectionStatus]);

    return <p>{`${isConnected} ${titles.join()}${log}`}</p>;
  }

  it('handles messages and connection changes', async () => {
    render(<MyComponent />, { wrapper: ({ children }) => <RealtimeProvider service={service}>{children}</RealtimeProvider> });
    await act(() => service.connect('me', 'token'));
    expect(screen.getByText('true away first')).toBeDefined();
    expect(service.sentMessages).toEqual([{ type: 'subscribe', povId: 'my-pov-id' }]);
    act(() => simulateWebSocketMessage({ type: 'activity', channel: 'pov-my-pov-id', data: { title: 'Call' } }));
    act(() => simulateWebSocketMessage({ type: 'activity', channel: 'pov-my-pov-id', data: { title: 'Mail' } }));
    act(() => simulateWebSocketMessage({ type: 'pong' }));
    expect(screen.getByText('true Call,Mail away first')).toBeDefined();
    act(() => simulateConnectionStatus('disconnected'));
    expect(screen.getByText('false Call,Mail away first away')).toBeDefined();
    act(() => simulateConnectionStatus('connected'));
    await waitFor(() => expect(screen.getByText('true Call,Mail away first away again')).toBeDefined());
    expect(service.sentMessages).toHaveLength(1);
  });
});

describe('the dashboard', () => {
  type EventSummary = MetricsUpdate;

  function Dashboard({ service, loadMetrics, deleted }: { service: MockWebSocketService; loadMetrics(): void; deleted(id: string): void }) {
    const [summary, setSummary] = useState<EventSummary | null>(null);
    const [events, setEvents] = useState<EventUpdate[]>([]);
    const token = 'token' as string | null;

    const ws = useWebSocket({
      service,
      token,
      enabled: !!token,
      onMetricsUpdate: (metrics: MetricsUpdate) => {
        setSummary((prev) => ({
          ...prev,
          ...metrics,
        }));
      },
      onEventUpdate: (event) => setEvents((before) => [...before, event]),
      onEventDeleted: deleted,
    });

    useEffect(() => {
      if (!token) return;
      if (!ws.isConnected) {
        const interval = setInterval(() => {
          loadMetrics();
        }, 10000);
        return () => clearInterval(interval);
      }
      return undefined;
    }, [token, ws.isConnected, loadMetrics]);

    return (
      <>
        <header>
          <ConnectionStatus
            state={ws.state}
            reconnectAttempt={ws.reconnectAttempt}
            reconnectDelay={ws.reconnectDelay}
            maxReconnectAttempts={10}
            lastError={ws.lastError}
            onReconnect={ws.reconnect}
            showDetails={true}
          />
        </header>
        <p>{`${summary?.delivered_events} delivered, ${events.map(({ id, status }) => `${id} ${status}`).join()}`}</p>
      </>
    );
  }

  it('takes metrics and events, polls while away, and comes back by its button', async () => {
    vi.useFakeTimers();
    try {
      const service = new MockWebSocketService();
      const loadMetrics = vi.fn();
      const deleted = vi.fn();
      render(<Dashboard service={service} loadMetrics={loadMetrics} deleted={deleted} />);
      await act(() => service.connect('me', 'token'));
      expect(screen.getByRole('status').textContent).toBe('Connected');
      act(() => {
        service.simulateEvent('metrics_update', { total_events: 1250, pending_events: 5, delivered_events: 1200, failed_events: 45 });
        service.simulateEvent('event_update', { id: 'evt_123', status: 'delivered', delivery_latency_ms: 150 });
        service.simulateEvent('event_deleted', { id: 'evt_9' });
      });
      expect(screen.getByText('1200 delivered, evt_123 delivered')).toBeDefined();
      expect(deleted).toHaveBeenCalledWith('evt_9');
      act(() => vi.advanceTimersByTime(30_000));
      expect(loadMetrics).not.toHaveBeenCalled();
      act(() => service.simulateConnectionStatus({ state: 'reconnecting', attempt: 3, delay: 4_000 }));
      expect(screen.getByRole('status').textContent).toBe('Reconnecting… (attempt 3 of 10)');
      act(() => vi.advanceTimersByTime(20_000));
      expect(loadMetrics).toHaveBeenCalledTimes(2);
      act(() => screen.getByRole('button', { name: 'Retry now' }).click());
      expect(service.reconnects).toBe(1);
      expect(screen.getByRole('status').textContent).toBe('Connected');
    } finally {
      vi.useRealTimers();
    }
  });
});
