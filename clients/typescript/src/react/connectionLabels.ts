import type { ConnectionState } from '../types.js';

/** What `ConnectionStatus` says, for other languages. */
export interface ConnectionLabels extends Record<ConnectionState, string> {
  retry: string;
  /** `attempt` and `most`, where they are known. */
  attempt(attempt: number, most: number | undefined): string;
  /** Seconds to the next attempt. */
  countdown(seconds: number): string;
  transport: string;
  roundTrip: string;
  missed: string;
}

export const ENGLISH: ConnectionLabels = {
  connecting: 'Connecting…',
  connected: 'Connected',
  disconnected: 'Disconnected',
  error: 'Connection error',
  reconnecting: 'Reconnecting…',
  retry: 'Retry now',
  attempt: (attempt, most) => (most ? `attempt ${attempt} of ${most}` : `attempt ${attempt}`),
  countdown: (seconds) => `in ${seconds} s`,
  transport: 'Transport',
  roundTrip: 'Round trip',
  missed: 'Missed heartbeats',
};
