// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MockWebSocketService } from '../../src/mock/index.js';
import { ConnectionStatus, RealtimeProvider, WebSocketState } from '../../src/react/index.js';
import { RealtimeError } from '../../src/types.js';

describe('ConnectionStatus', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  it.each([
    ['connecting', 'Connecting…', 'waiting'],
    ['connected', 'Connected', 'connected'],
    ['reconnecting', 'Reconnecting…', 'waiting'],
    ['disconnected', 'Disconnected', 'disconnected'],
    ['error', 'Connection error', 'error'],
  ] as const)('says %s in words and by its colour', (state, words, color) => {
    const { container } = render(<ConnectionStatus state={state} />);
    expect(screen.getByRole('status').textContent).toBe(words);
    expect(container.innerHTML).toContain(`var(--milepost-${color}, #`);
  });

  it('counts down beside what is announced, not in it', () => {
    render(<ConnectionStatus state={WebSocketState.RECONNECTING} reconnectAttempt={2} reconnectDelay={3_000} />);
    const announced = screen.getByRole('status').textContent;
    expect(screen.getByRole('timer').textContent).toBe('in 3 s');
    expect(screen.getByRole('timer').getAttribute('aria-live')).toBe('off');
    act(() => vi.advanceTimersByTime(1_000));
    expect(screen.getByRole('timer').textContent).toBe('in 2 s');
    expect(screen.getByRole('status').textContent).toBe(announced);
    act(() => vi.advanceTimersByTime(2_000));
    expect(screen.queryByRole('timer')).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('begins to count anew with each attempt', () => {
    const { rerender } = render(<ConnectionStatus state="reconnecting" reconnectAttempt={1} reconnectDelay={5_000} />);
    act(() => vi.advanceTimersByTime(4_000));
    rerender(<ConnectionStatus state="connected" />);
    vi.setSystemTime(Date.now() + 3_600_000);
    rerender(<ConnectionStatus state="reconnecting" reconnectAttempt={2} reconnectDelay={5_000} />);
    expect(screen.getByRole('timer').textContent).toBe('in 5 s');
  });

  it('has a button where there is something to retry, and somebody who does it', () => {
    const retry = vi.fn();
    const { rerender } = render(<ConnectionStatus state="disconnected" onReconnect={retry} />);
    act(() => screen.getByRole('button', { name: 'Retry now' }).click());
    expect(retry).toHaveBeenCalledOnce();
    rerender(<ConnectionStatus state="connected" onReconnect={retry} />);
    expect(screen.queryByRole('button')).toBeNull();
    rerender(<ConnectionStatus state="disconnected" />);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('shows an error as text, and only while it matters', () => {
    const error = new RealtimeError('network', '<img src=x onerror=alert(1)>');
    const { container, rerender } = render(<ConnectionStatus state="error" lastError={error} />);
    expect(container.querySelector('img')).toBeNull();
    expect(container.textContent).toContain(error.message);
    rerender(<ConnectionStatus state="connected" lastError={error} />);
    expect(container.textContent).toBe('Connected');
  });

  it("takes its values from the page's connection", () => {
    const service = new MockWebSocketService();
    render(
      <RealtimeProvider service={service}>
        <ConnectionStatus showDetails className="mine" />
      </RealtimeProvider>,
    );
    act(() => service.simulateConnectionStatus({ state: 'reconnecting', attempt: 1, retryAt: Date.now() + 7_000 }));
    expect(screen.getByRole('status').textContent).toBe('Reconnecting… (attempt 1)');
    expect(screen.getByRole('timer').textContent).toBe('in 7 s');
    act(() => screen.getByRole('button').click());
    expect(service.reconnects).toBe(1);
    act(() => service.simulateConnectionStatus({ quality: { roundTrip: 12.4, missed: 0 } }));
    expect(screen.getByText('12 ms')).toBeDefined();
    expect(screen.getByText('websocket')).toBeDefined();
  });

  it('speaks other languages', () => {
    render(<ConnectionStatus state="reconnecting" reconnectDelay={2_000} labels={{ reconnecting: 'Verbinde…', countdown: (s) => `in ${s} Sek.` }} />);
    expect(screen.getByRole('status').textContent).toBe('Verbinde…');
    expect(screen.getByRole('timer').textContent).toBe('in 2 Sek.');
  });

  it('is seen on white and on black', () => {
    for (const state of ['connecting', 'connected', 'disconnected', 'error'] as const) {
      const { container } = render(<ConnectionStatus state={state} />);
      const color = /var\(--milepost-\w+, (#\w{6})\)/.exec(container.innerHTML)?.[1] ?? '';
      expect(contrast(color, '#ffffff'), `${state} on white`).toBeGreaterThanOrEqual(3);
      expect(contrast(color, '#121212'), `${state} on black`).toBeGreaterThanOrEqual(3);
      cleanup();
    }
  });
});

/** As WCAG 2 reckons it. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
