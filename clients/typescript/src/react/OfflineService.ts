import { ObservableService } from '../service/ObservableService.js';
import type { PresenceMember, RealtimeService, WebSocketMessage } from '../types.js';
import { RealtimeError } from '../types.js';

/** What components have where there is nothing to connect to. It never connects; only what would be lost is refused. */
export class OfflineService extends ObservableService implements RealtimeService {
  constructor(private readonly reason = new RealtimeError('closed', 'realtime is off: there is no url and no provider')) {
    super();
  }

  /** With a state that says why. */
  static of(reason: RealtimeError): OfflineService {
    const service = new OfflineService(reason);
    service.changeStatus({ state: 'error', lastError: reason });
    return service;
  }

  connect(): Promise<void> {
    return Promise.reject(this.reason);
  }

  async disconnect(): Promise<void> {}

  /** Waits for a connection that does not come. */
  subscribe(): Promise<void> {
    return new Promise(() => undefined);
  }

  async unsubscribe(): Promise<void> {}

  send(): Promise<void> {
    return Promise.reject(this.reason);
  }

  sendMessage(message: WebSocketMessage): void {
    console.warn(`@milepost/client: a message of type ${message.type} was not sent: ${this.reason.message}`);
  }

  subscribePresence(): Promise<void> {
    return this.subscribe();
  }

  async getPresenceMembers(): Promise<PresenceMember[]> {
    return [];
  }

  reconnect(): void {}
}
