import type { ConnectionStatus, EventCallback, EventInfo, WebSocketMessage } from '../types.js';
import { WebSocketEvent } from '../types.js';
import { callEach, EventHandlers } from './EventHandlers.js';

/** How it is before anything was tried. */
export const IDLE: ConnectionStatus = { state: 'disconnected', attempt: 0, delay: 0, quality: { missed: 0 } };

/** What the new status says; a field that is `undefined` is taken out. */
export type StatusChange = { [Field in keyof ConnectionStatus]?: ConnectionStatus[Field] | undefined };

/** The half of a provider that its users listen to: handlers, messages and the status. */
export abstract class ObservableService {
  private readonly handlers = new EventHandlers();
  private readonly statusListeners = new Set<(status: ConnectionStatus) => void>();
  private readonly messageListeners = new Set<(message: WebSocketMessage) => void>();
  private current: ConnectionStatus = IDLE;

  get status(): ConnectionStatus {
    return this.current;
  }

  isConnected(): boolean {
    return this.current.state === 'connected';
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  on(event: string, callback: EventCallback<any>): void {
    this.handlers.on(event, callback);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  off(event: string, callback?: EventCallback<any>): void {
    this.handlers.off(event, callback);
  }

  onStatus(listener: (status: ConnectionStatus) => void): () => void {
    this.statusListeners.add(listener);
    return () => void this.statusListeners.delete(listener);
  }

  onMessage(listener: (message: WebSocketMessage) => void): () => void {
    this.messageListeners.add(listener);
    return () => void this.messageListeners.delete(listener);
  }

  /** An event of a channel: for its handlers, and as a message in the form it has on the gateway's wire. */
  protected heardEvent(data: unknown, info: EventInfo): void {
    this.heardMessage({ ...info, data });
    this.handlers.event(data, info);
  }

  /** A {@link Gap} or a `live`: what it says stands in the message itself. */
  protected heardNotice(event: WebSocketEvent.GAP | WebSocketEvent.LIVE, notice: { channel: string }): void {
    this.heardMessage({ type: event, ...notice });
    this.handlers.call(event, notice, { type: event, channel: notice.channel });
  }

  /** A message that is no event, such as `subscribed`. */
  protected heardMessage(message: WebSocketMessage): void {
    callEach(this.messageListeners, (listener) => listener(message));
  }

  /** Changes the status and tells of it: `connected`, `disconnected` and `error` too. */
  protected changeStatus(change: StatusChange): void {
    const before = this.current;
    const after = changed(before, change);
    if (after === before) return;
    this.current = after;
    callEach(this.statusListeners, (listener) => listener(after));
    if (after.lastError && after.lastError !== before.lastError) this.handlers.call(WebSocketEvent.ERROR, after.lastError);
    if (before.state === after.state) return;
    if (after.state === 'connected') this.handlers.call(WebSocketEvent.CONNECTED, after);
    if (before.state === 'connected') this.handlers.call(WebSocketEvent.DISCONNECTED, after);
  }
}

/** The status with the change, or the same object if there is none. */
function changed(status: ConnectionStatus, change: StatusChange): ConnectionStatus {
  const fields = Object.entries(change) as [keyof ConnectionStatus, unknown][];
  if (fields.every(([name, value]) => status[name] === value)) return status;
  const merged = { ...status, ...change };
  for (const [name, value] of fields) if (value === undefined) delete merged[name];
  return merged as ConnectionStatus;
}
