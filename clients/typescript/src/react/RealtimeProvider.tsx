import type { ReactNode } from 'react';
import type { RealtimeService } from '../types.js';
import type { ConnectionConfig } from './types.js';
import { RealtimeContext, useService } from './useService.js';

export interface RealtimeProviderProps {
  /** A service that the application connects. */
  service?: RealtimeService | undefined;
  /** Instead of `service`: where to connect while the provider is there. With neither: the page's own origin. */
  config?: ConnectionConfig | undefined;
  children?: ReactNode;
}

/** Gives the components inside one connection for all. */
export function RealtimeProvider({ service, config, children }: RealtimeProviderProps) {
  const provided = useService(service ? { service } : config);
  return <RealtimeContext.Provider value={provided}>{children}</RealtimeContext.Provider>;
}
