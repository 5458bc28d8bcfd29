/** Patterns for pages that show events, with `useWebSocket`. Each component stands for itself. */
import { useCallback, useEffect, useState } from 'react';
import { ConnectionStatus, useWebSocket, WebSocketState } from '@milepost/client/react';
import type { EventUpdate, MetricsUpdate } from '@milepost/client/react';

declare function loadMetrics(): Promise<MetricsUpdate>;
declare function loadEvents(): Promise<EventUpdate[]>;
declare function postEvent(event: { payload: unknown }): Promise<EventUpdate>;

interface PageProps {
  url: string | undefined;
  token: string | null;
}

/** A dashboard: pushed while connected, polled while not. */
export function DashboardPage({ url, token }: PageProps) {
  const [summary, setSummary] = useState<MetricsUpdate | null>(null);
  const ws = useWebSocket({
    url,
    token,
    enabled: !!token,
    channels: ['metrics-all'],
    onMetricsUpdate: (metrics) => setSummary((before) => ({ ...before, ...metrics })),
  });

  useEffect(() => {
    if (!token || ws.isConnected) return undefined;
    const timer = setInterval(() => void loadMetrics().then(setSummary, () => undefined), 10_000);
    return () => clearInterval(timer);
  }, [token, ws.isConnected]);

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
      <p>{summary ? `${summary.delivered_events} of ${summary.total_events} delivered` : 'Loading…'}</p>
    </>
  );
}

/** A list that is loaded once and then follows what happens. What was lost is loaded anew. */
export function EventsPage({ url, token }: PageProps) {
  const [events, setEvents] = useState<EventUpdate[]>([]);
  const reload = useCallback(() => void loadEvents().then(setEvents, () => undefined), []);
  const put = (event: EventUpdate) => setEvents((before) => [event, ...before.filter(({ id }) => id !== event.id)]);

  const { connectionStatus, on, off } = useWebSocket({
    url,
    token,
    channels: ['events-all'],
    onEventCreated: put,
    onEventUpdate: put,
    onEventDeleted: (deleted) => setEvents((before) => before.filter(({ id }) => id !== deleted)),
  });

  useEffect(reload, [reload]);
  useEffect(() => {
    on('gap', reload);
    return () => off('gap', reload);
  }, [on, off, reload]);

  return (
    <ul aria-label={`Events, ${connectionStatus}`}>
      {events.map(({ id, status }) => (
        <li key={id}>{`${id}: ${status}`}</li>
      ))}
    </ul>
  );
}

/** Shows at once what was sent, and puts it right by what is pushed, or by the failure. */
export function SendEvent({ url, token }: PageProps) {
  const [event, setEvent] = useState<EventUpdate | null>(null);
  useWebSocket({
    url,
    token,
    channels: ['events-all'],
    onEventUpdate: (update) => setEvent((shown) => (shown?.id === update.id ? { ...shown, ...update } : shown)),
  });

  const send = async () => {
    setEvent({ id: 'new', status: 'sending' });
    try {
      setEvent(await postEvent({ payload: {} }));
    } catch {
      setEvent({ id: 'new', status: 'failed' });
    }
  };

  return (
    <button type="button" onClick={() => void send()}>
      {event ? event.status : 'Send'}
    </button>
  );
}

/** Messages of types that only this application knows. `onMessage` gets every one; `lastMessage` the last of those that come at once. */
export function CustomMessages({ url, token }: PageProps) {
  const [notes, setNotes] = useState<string[]>([]);
  const { sendMessage } = useWebSocket({
    url,
    token,
    onMessage: ({ type, data }) => {
      if (type === 'note') setNotes((before) => [...before.slice(-9), String((data as { text?: unknown }).text)]);
    },
  });

  useEffect(() => sendMessage({ type: 'subscribe', povId: 'my-pov-id' }), [sendMessage]);
  return <p>{notes.join(' ')}</p>;
}

/** A connection that the user turns on and off. */
export function ManualConnection({ url, token }: PageProps) {
  const [enabled, setEnabled] = useState(false);
  const { state, reconnect, lastError } = useWebSocket({ url, token, enabled, reconnect: false });
  return (
    <p>
      <button type="button" onClick={() => setEnabled(!enabled)}>
        {enabled ? 'Disconnect' : 'Connect'}
      </button>
      {enabled && state === WebSocketState.DISCONNECTED && (
        <button type="button" onClick={reconnect}>
          Try again
        </button>
      )}
      {lastError?.message}
    </p>
  );
}
