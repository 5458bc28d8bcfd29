import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { EventCallback, EventInfo, RealtimeService } from '../types.js';
import { ChannelFeed, NOTHING } from './ChannelFeed.js';
import type { ChannelState } from './ChannelFeed.js';
import { useLatest } from './useLatest.js';
import { useService } from './useService.js';

export interface UseChannelOptions {
  /** Where to begin: a cursor, `'earliest'` or `'latest'`. */
  since?: string | undefined;
  /** How many events are kept (default 100). */
  limit?: number | undefined;
  /** Handlers by event type, `'*'` for all. They may be new functions in each render. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  on?: Record<string, EventCallback<any>> | undefined;
  /** Instead of the provider's. */
  service?: RealtimeService | undefined;
}

const nothing = () => NOTHING;
const unread = () => () => undefined;

/** Follows a channel while the component is there; without a name, nothing. Components that follow the same share one subscription. */
export function useChannel<T = unknown>(channel: string | null | undefined, options: UseChannelOptions = {}): ChannelState<T> {
  const { since, limit = 100 } = options;
  const service = useService(options.service && { service: options.service });
  const feed = useMemo(
    () => (channel ? new ChannelFeed<T>(service, channel, limit, since) : undefined),
    [service, channel, limit, since],
  );
  const latest = useLatest(options.on);
  useEffect(() => {
    if (!channel) return undefined;
    const handle = (data: unknown, info: EventInfo) => {
      if (info.channel !== channel) return;
      latest.current?.[info.type]?.(data, info);
      latest.current?.['*']?.(data, info);
    };
    service.on('*', handle);
    return () => service.off('*', handle);
  }, [service, channel, latest]);
  return useSyncExternalStore<ChannelState<T>>(feed?.subscribe ?? unread, feed?.now ?? nothing, nothing);
}
