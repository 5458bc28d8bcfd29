import type { ConnectionStatus, EventCallback, PresenceMember, RealtimeService, SubscribeOptions, WebSocketMessage } from '../types.js';
import { IDLE } from '../service/ObservableService.js';

/** A service that is loaded when it is made, and forwarded to, in order, when it is there. */
export class LazyService implements RealtimeService {
  private service: RealtimeService | undefined;
  private readonly loaded: Promise<RealtimeService>;

  constructor(load: () => Promise<RealtimeService>) {
    this.loaded = load().then((service) => (this.service = service));
    // Whoever calls something is told; until then nobody needs to be.
    this.loaded.catch(() => {});
  }

  get status(): ConnectionStatus {
    return this.service?.status ?? IDLE;
  }

  isConnected(): boolean {
    return this.service?.isConnected() ?? false;
  }

  async connect(userId: string, authToken: string): Promise<void> {
    return (await this.loaded).connect(userId, authToken);
  }

  async disconnect(): Promise<void> {
    return (await this.loaded).disconnect();
  }

  async subscribe(channel: string, options?: SubscribeOptions): Promise<void> {
    return (await this.loaded).subscribe(channel, options);
  }

  async unsubscribe(channel: string): Promise<void> {
    return (await this.loaded).unsubscribe(channel);
  }

  async send(channel: string, event: string, data: unknown): Promise<void> {
    return (await this.loaded).send(channel, event, data);
  }

  async subscribePresence(channel: string): Promise<void> {
    return (await this.loaded).subscribePresence(channel);
  }

  async getPresenceMembers(channel: string): Promise<PresenceMember[]> {
    return (await this.loaded).getPresenceMembers(channel);
  }

  on(event: string, callback: EventCallback): void {
    this.soon((service) => service.on(event, callback));
  }

  off(event: string, callback?: EventCallback): void {
    this.soon((service) => service.off(event, callback));
  }

  sendMessage(message: WebSocketMessage): void {
    this.soon((service) => service.sendMessage(message));
  }

  reconnect(): void {
    this.soon((service) => service.reconnect());
  }

  onStatus(listener: (status: ConnectionStatus) => void): () => void {
    return this.listen((service) => service.onStatus(listener));
  }

  onMessage(listener: (message: WebSocketMessage) => void): () => void {
    return this.listen((service) => service.onMessage(listener));
  }

  /** At once if it is there, so that nothing is heard that was taken away. */
  private soon(call: (service: RealtimeService) => void): void {
    if (this.service) call(this.service);
    else this.loaded.then(call, () => {});
  }

  private listen(begin: (service: RealtimeService) => () => void): () => void {
    let end: (() => void) | undefined;
    let over = false;
    this.soon((service) => {
      if (!over) end = begin(service);
    });
    return () => {
      over = true;
      end?.();
    };
  }
}
