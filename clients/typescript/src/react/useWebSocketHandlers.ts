import { useEffect } from 'react';
import type { RealtimeError, RealtimeService, WebSocketMessage } from '../types.js';
import { WebSocketEvent } from '../types.js';
import { MessageType } from './types.js';
import type { EventUpdate, MetricsUpdate, UseWebSocketConfig } from './types.js';
import { useLatest } from './useLatest.js';

/** Calls the handlers of the configuration as they are at that moment. */
export function useWebSocketHandlers(service: RealtimeService, config: UseWebSocketConfig | undefined): void {
  const latest = useLatest(config);
  useEffect(() => {
    const opened = () => latest.current?.onOpen?.();
    const closed = () => latest.current?.onClose?.();
    const failed = (error: RealtimeError) => latest.current?.onError?.(errorEvent(error));
    service.on(WebSocketEvent.CONNECTED, opened);
    service.on(WebSocketEvent.DISCONNECTED, closed);
    service.on(WebSocketEvent.ERROR, failed);
    const stop = service.onMessage((message) => latest.current && handle(message, latest.current));
    return () => {
      stop();
      service.off(WebSocketEvent.CONNECTED, opened);
      service.off(WebSocketEvent.DISCONNECTED, closed);
      service.off(WebSocketEvent.ERROR, failed);
    };
  }, [service, latest]);
}

function handle(message: WebSocketMessage, config: UseWebSocketConfig): void {
  config.onMessage?.(message);
  const { type, data } = message;
  if (type === MessageType.EVENT_UPDATE) config.onEventUpdate?.(data as EventUpdate);
  if (type === MessageType.EVENT_CREATED) config.onEventCreated?.(data as EventUpdate);
  if (type === MessageType.EVENT_DELETED) config.onEventDeleted?.(idOf(data));
  if (type === MessageType.METRICS_UPDATE) config.onMetricsUpdate?.(data as MetricsUpdate);
}

function errorEvent(error: RealtimeError): Event & { error: RealtimeError; message: string } {
  return Object.assign(new Event('error'), { error, message: error.message });
}

/** What was deleted is told as `{id}` or as the id alone. */
function idOf(deleted: unknown): string {
  return String(typeof deleted === 'object' && deleted !== null ? (deleted as { id?: unknown }).id : deleted);
}
