import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { RealtimeService } from '../types.js';
import { ServiceView } from './ServiceView.js';
import type { UseWebSocketConfig, UseWebSocketReturn, WebSocketState } from './types.js';
import { useService } from './useService.js';
import { useStatus, useStatusSummary } from './useStatus.js';
import { useWebSocketHandlers } from './useWebSocketHandlers.js';

const none = () => null;

/**
 * The connection, for a component. Without a configuration it is the provider's, else that of the page's own origin. What the
 * component subscribes and listens to ends with the component, and is its own where others use the same connection.
 */
export function useWebSocket(config?: UseWebSocketConfig): UseWebSocketReturn {
  const service = useService(config);
  const status = useStatus(service);
  const connectionStatus = useStatusSummary(service);
  const [view] = useState(() => new ServiceView());
  const lastMessage = useSyncExternalStore(view.onLastMessage, view.lastMessage, none);
  useWebSocketHandlers(service, config);
  useEffect(() => view.attach(service), [view, service]);
  useChannels(service, view, config);

  return useMemo(
    () => ({
      ...view.operations,
      onStatus: (listener) => service.onStatus(listener),
      onMessage: (listener) => service.onMessage(listener),
      service,
      status,
      connectionStatus,
      isConnected: status.state === 'connected',
      state: status.state as WebSocketState,
      reconnectAttempt: status.attempt,
      reconnectDelay: status.delay,
      lastError: status.lastError ?? null,
      get lastMessage() {
        view.read();
        return lastMessage;
      },
    }),
    [view, service, status, connectionStatus, lastMessage],
  );
}

/** Follows the channels that the configuration names. */
function useChannels(service: RealtimeService, view: ServiceView, config: UseWebSocketConfig | undefined): void {
  const key = JSON.stringify([...(config?.channels ?? []), ...channelsOfUrl(config?.url)]);
  useEffect(() => {
    const channels = JSON.parse(key) as string[];
    // A refusal stands in the status, and is heard by onError.
    for (const channel of channels) view.operations.subscribe(channel).catch(() => undefined);
    return () => channels.forEach((channel) => void view.operations.unsubscribe(channel));
  }, [service, view, key]);
}

function channelsOfUrl(url: string | undefined): string[] {
  return new URLSearchParams(url?.split('?')[1] ?? '').getAll('channel');
}
