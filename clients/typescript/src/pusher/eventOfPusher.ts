import type { EventInfo } from '../types.js';

const LONGEST = 512;

/**
 * An event as the gateway would give it: identity and time, which Milepost's fan-out puts into a member of the data, are taken
 * out. The member may be a client's own, so that nothing but short texts is believed to be an identity.
 */
export function eventOfPusher(type: string, channel: string, data: unknown, member: string): { data: unknown; info: EventInfo } {
  const info: EventInfo = { type, channel };
  if (!isObject(data) || !isObject(data[member])) return { data, info };
  const { [member]: identity, ...rest } = data;
  const { id, source, time } = identity as Record<string, unknown>;
  if (!isShortText(id) || !isShortText(source)) return { data, info };
  return { data: rest, info: { ...info, id, source, ...(isShortText(time) ? { timestamp: time } : {}) } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= LONGEST;
}
