import { useMemo, useSyncExternalStore } from 'react';
import type { RealtimeService } from '../types.js';
import { NOBODY, PresenceFeed } from './PresenceFeed.js';
import type { PresenceState } from './PresenceFeed.js';
import { useService } from './useService.js';

const nobody = () => NOBODY;
const unread = () => () => undefined;

/** Who is on `presence-<channel>`, this user too, while the component is there; without a name, nobody. */
export function usePresence(channel: string | null | undefined, options: { service?: RealtimeService | undefined } = {}): PresenceState {
  const service = useService(options.service && { service: options.service });
  const feed = useMemo(() => (channel ? new PresenceFeed(service, channel) : undefined), [service, channel]);
  return useSyncExternalStore(feed?.subscribe ?? unread, feed?.now ?? nobody, nobody);
}
