import type { CSSProperties } from 'react';
import type { ConnectionState, ConnectionStatus as Status, Quality } from '../types.js';
import { type ConnectionLabels, ENGLISH } from './connectionLabels.js';
import type { WebSocketState } from './types.js';
import { useCountdown, useDeadline } from './useCountdown.js';
import { useService } from './useService.js';
import { useStatus } from './useStatus.js';

/** All may be left out: without `state` the values are those of the page's connection. */
export interface ConnectionStatusProps {
  state?: WebSocketState | ConnectionState | undefined;
  reconnectAttempt?: number | undefined;
  /** Milliseconds from the attempt before to the next. */
  reconnectDelay?: number | undefined;
  maxReconnectAttempts?: number | undefined;
  lastError?: Error | string | null | undefined;
  /** Without it there is no button. */
  onReconnect?: (() => void) | undefined;
  /** Whether attempts and the connection's quality are shown (default false). */
  showDetails?: boolean | undefined;
  labels?: Partial<ConnectionLabels> | undefined;
  className?: string | undefined;
  style?: CSSProperties | undefined;
}

/**
 * Says how the connection is, by colour and in words, with a countdown and a button where there is something to wait for. It
 * takes text colour and font of the page; its own colours are `--milepost-connected`, `--milepost-waiting`, `--milepost-error` and
 * `--milepost-disconnected`, and are seen on light and dark. Nothing moves.
 */
export function ConnectionStatus(props: ConnectionStatusProps) {
  return props.state === undefined ? <StatusOfPage {...props} /> : <StatusView {...props} state={props.state} />;
}

function StatusOfPage(props: ConnectionStatusProps) {
  const service = useService();
  const status = useStatus(service);
  const own = { reconnectAttempt: status.attempt, reconnectDelay: status.delay, lastError: status.lastError };
  return <StatusView {...own} onReconnect={() => service.reconnect()} {...props} state={status.state} status={status} />;
}

const COLORS: Record<ConnectionState, string> = {
  connecting: 'var(--milepost-waiting, #b7791f)',
  connected: 'var(--milepost-connected, #1b9a52)',
  disconnected: 'var(--milepost-disconnected, #768092)',
  error: 'var(--milepost-error, #e0393e)',
  reconnecting: 'var(--milepost-waiting, #b7791f)',
};

function StatusView(props: ConnectionStatusProps & { state: ConnectionState | `${WebSocketState}`; status?: Status }) {
  const { state, reconnectAttempt, maxReconnectAttempts, lastError, onReconnect, showDetails, status } = props;
  const labels = { ...ENGLISH, ...props.labels };
  const isAway = state === 'reconnecting' || state === 'disconnected' || state === 'error';
  const planned = useDeadline(props.reconnectDelay, reconnectAttempt);
  const seconds = useCountdown(state === 'reconnecting' ? (status?.retryAt ?? planned) : undefined);
  const attempt = showDetails && isAway && reconnectAttempt ? ` (${labels.attempt(reconnectAttempt, maxReconnectAttempts)})` : '';
  const error = isAway && lastError ? (typeof lastError === 'string' ? lastError : lastError.message) : undefined;
  return (
    <div className={props.className} style={{ ...LAYOUT, ...props.style }} data-state={state}>
      <span aria-hidden="true" style={{ ...DOT, background: COLORS[state] }} />
      <span role="status" aria-live="polite">
        {labels[state] + attempt}
      </span>
      {seconds > 0 && (
        <span role="timer" aria-live="off">
          {labels.countdown(seconds)}
        </span>
      )}
      {isAway && onReconnect && (
        <button type="button" onClick={onReconnect} style={BUTTON}>
          {labels.retry}
        </button>
      )}
      {error && <span style={{ overflowWrap: 'anywhere' }}>{error}</span>}
      {showDetails && status?.state === 'connected' && <Details labels={labels} transport={status.transport} quality={status.quality} />}
    </div>
  );
}

function Details({ labels, transport, quality }: { labels: ConnectionLabels; transport: string | undefined; quality: Quality }) {
  const rows: [string, string | undefined][] = [
    [labels.transport, transport],
    [labels.roundTrip, quality.roundTrip === undefined ? undefined : `${Math.round(quality.roundTrip)} ms`],
    [labels.missed, quality.missed ? String(quality.missed) : undefined],
  ];
  return (
    <dl style={{ ...LAYOUT, margin: 0 }}>
      {rows
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name} style={{ display: 'flex', gap: '0.25em' }}>
            <dt>{name}</dt>
            <dd style={{ margin: 0 }}>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

const LAYOUT: CSSProperties = { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '0.25em 0.75em' };
const DOT: CSSProperties = { width: '0.75em', height: '0.75em', borderRadius: '50%', flex: 'none' };
/** The focus ring is the browser's own. */
const BUTTON: CSSProperties = {
  font: 'inherit',
  color: 'inherit',
  background: 'transparent',
  border: '1px solid currentColor',
  borderRadius: '0.375em',
  padding: '0.125em 0.75em',
  minHeight: '24px',
  cursor: 'pointer',
};
