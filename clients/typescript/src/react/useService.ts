import { createContext, useContext, useEffect, useMemo } from 'react';
import type { RealtimeService, TokenSource } from '../types.js';
import { OfflineService } from './OfflineService.js';
import { nativeService, pageConnection, SharedConnection } from './SharedConnection.js';
import type { ConnectionConfig } from './types.js';
import { useLatest } from './useLatest.js';

/** The service of the page, if a provider gives one. */
export const RealtimeContext = createContext<RealtimeService | null>(null);

const OFFLINE = new OfflineService();

/**
 * The service that a component uses: the one given, else its own for `url`, else the provider's, else, if nothing at all is
 * said, the page's. Its own and the page's are connected while the component is there.
 */
export function useService(config?: ConnectionConfig & { service?: RealtimeService | undefined }): RealtimeService {
  const provided = useContext(RealtimeContext);
  const given = config?.service ?? (config?.url ? null : provided);
  const connection = useConnection(config, given === null);
  const service = given ?? connection?.service ?? OFFLINE;

  const token = config?.token;
  const ready = config === undefined || (config.enabled !== false && !!token);
  const text = typeof token === 'string' ? token : '';
  useEffect(() => (connection && ready ? connection.hold(text) : undefined), [connection, ready, text]);
  return service;
}

function useConnection(config: ConnectionConfig | undefined, wanted: boolean): SharedConnection | undefined {
  const latest = useLatest(config);
  const url = config?.url;
  const isBare = config === undefined;
  const hasSource = typeof config?.token === 'function';
  return useMemo(() => {
    if (!wanted || typeof window === 'undefined') return undefined;
    if (isBare) return pageConnection();
    if (!url) return undefined;
    const source = hasSource ? () => (latest.current?.token as TokenSource)() : undefined;
    return new SharedConnection(nativeService(url, config ?? {}, source));
    // The rest of the configuration counts as it is at that moment: a change of it is no reason to reconnect.
  }, [wanted, isBare, url, hasSource, latest]);
}
