import { useCallback, useSyncExternalStore } from 'react';
import { IDLE } from '../service/ObservableService.js';
import type { ConnectionStatus, RealtimeService } from '../types.js';
import type { UseWebSocketReturn } from './types.js';

type Summary = UseWebSocketReturn['connectionStatus'];

const idle = () => IDLE;
const away = (): Summary => 'disconnected';

/** The service's status; the component is rendered when it changes. */
export function useStatus(service: RealtimeService): ConnectionStatus {
  const subscribe = useCallback((listener: () => void) => service.onStatus(listener), [service]);
  return useSyncExternalStore(subscribe, () => service.status, idle);
}

/** The same in one of three words, of which `reconnected` needs to know what was before. */
export function useStatusSummary(service: RealtimeService): Summary {
  const subscribe = useCallback((listener: () => void) => service.onStatus(listener), [service]);
  return useSyncExternalStore(subscribe, summaryOf(service), away);
}

const summaries = new WeakMap<RealtimeService, () => Summary>();

function summaryOf(service: RealtimeService): () => Summary {
  const known = summaries.get(service);
  if (known) return known;
  let connections = service.status.state === 'connected' ? 1 : 0;
  let before = service.status.state;
  service.onStatus(({ state }) => {
    if (state === 'connected' && before !== 'connected') connections += 1;
    before = state;
  });
  const summary = (): Summary => (service.status.state !== 'connected' ? 'disconnected' : connections > 1 ? 'reconnected' : 'connected');
  summaries.set(service, summary);
  return summary;
}
