import { useEffect } from 'react';
import type { EventCallback, RealtimeError, RealtimeService } from '../types.js';
import { MessageType } from './types.js';
import type { EventUpdate, MetricsUpdate, UseWebSocketConfig } from './types.js';
import { useLatest } from './useLatest.js';

/** Calls the handlers of the configuration as they are at that moment. */
export function useWebSocketHandlers(service: RealtimeService, config: UseWebSocketConfig | undefined): void {
  const latest = useLatest(config);
  useEffect(() => {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    const events: Record<string, EventCallback<any>> = {
      connected: () => latest.current?.onOpen?.(),
      disconnected: () => latest.current?.onClose?.(),
      error: (error: RealtimeError) => latest.current?.onError?.(errorEvent(error)),
      [MessageType.EVENT_UPDATE]: (event: EventUpdate) => latest.current?.onEventUpdate?.(event),
      [MessageType.EVENT_CREATED]: (event: EventUpdate) => latest.current?.onEventCreated?.(event),
      [MessageType.EVENT_DELETED]: (deleted: unknown) => latest.current?.onEventDeleted?.(idOf(deleted)),
      [MessageType.METRICS_UPDATE]: (metrics: MetricsUpdate) => latest.current?.onMetricsUpdate?.(metrics),
    };
    for (const [event, handler] of Object.entries(events)) service.on(event, handler);
    const stop = service.onMessage((message) => latest.current?.onMessage?.(message));
    return () => {
      stop();
      for (const [event, handler] of Object.entries(events)) service.off(event, handler);
    };
  }, [service, latest]);
}

function errorEvent(error: RealtimeError): Event & { error: RealtimeError; message: string } {
  return Object.assign(new Event('error'), { error, message: error.message });
}

/** What was deleted is told as `{id}` or as the id alone. */
function idOf(deleted: unknown): string {
  return String(typeof deleted === 'object' && deleted !== null ? (deleted as { id?: unknown }).id : deleted);
}
