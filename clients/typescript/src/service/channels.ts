import type { WebSocketMessage } from '../types.js';

const PRESENCE = 'presence-';
const ACCESS = /^(private|presence|cache)-/;

/** `presence-team-1` for `team-1`, and for itself. */
export function presenceChannel(channel: string): string {
  return channel.startsWith(PRESENCE) ? channel : PRESENCE + channel;
}

/** Whether the name says who may follow it. */
export function hasAccessPrefix(channel: string): boolean {
  return ACCESS.test(channel);
}

/** The channels that a `subscribe` or `unsubscribe` message is about: `povId: X` stands for `pov-X`, `teamId: X` for `team-X`. */
export function channelsOf(message: WebSocketMessage): string[] {
  const { channel, channels, povId, teamId } = message;
  if (Array.isArray(channels)) return channels.filter(isText);
  if (isText(channel)) return [channel];
  if (isText(povId)) return [`pov-${povId}`];
  return isText(teamId) ? [`team-${teamId}`] : [];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
