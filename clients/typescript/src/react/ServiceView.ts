import { channelsOf, presenceChannel } from '../service/channels.js';
import type { EventCallback, RealtimeService, WebSocketMessage } from '../types.js';
import { RealtimeError } from '../types.js';
import { holdChannel, holdersOf } from './channelHolds.js';

type Operations = Omit<RealtimeService, 'isConnected' | 'status' | 'onStatus' | 'onMessage'>;

interface Held {
  release: () => void;
  /** Follows it at a service, another one perhaps. */
  follow: (service: RealtimeService) => Promise<void>;
}

/**
 * A component's part of a service that others may share: what it gives up is taken from it alone, and with it goes all that it
 * had. It keeps what it has when the service is exchanged. Until there is one, what is asked for waits; when the component is
 * gone, it is refused with `closed`, but for what its end has done anyway.
 */
export class ServiceView {
  private service: RealtimeService | undefined;
  private readonly handlers = new Map<string, Map<EventCallback, EventCallback>>();
  private readonly channels = new Map<string, Held>();
  private waiting: { act(service: RealtimeService): void; refuse(error: RealtimeError): void }[] = [];
  private isGone = false;

  private last: WebSocketMessage | null = null;
  private isRead = false;
  private readonly readers = new Set<() => void>();

  /** Uses this service until what is returned is called. */
  attach(service: RealtimeService): () => void {
    this.service = service;
    this.isGone = false;
    const stop = service.onMessage((message) => this.heard(message));
    this.eachHandler((event, handler) => service.on(event, handler));
    for (const [channel, { follow }] of [...this.channels]) {
      this.hold(service, channel, follow);
      follow(service).catch(() => undefined);
    }
    for (const { act } of this.waiting.splice(0)) act(service);
    return () => {
      stop();
      this.eachHandler((event, handler) => service.off(event, handler));
      this.channels.forEach(({ release }) => release());
      this.service = undefined;
      // Another one comes in the same turn, or none.
      void Promise.resolve().then(() => this.service ?? this.end());
    };
  }

  readonly operations: Operations = {
    connect: (userId, authToken) => this.run((service) => service.connect(userId, authToken)),
    disconnect: () => this.finish((service) => service.disconnect()),
    reconnect: () => void this.finish((service) => service.reconnect()),
    subscribe: (channel, options) => this.follow(channel, (service) => service.subscribe(channel, options)),
    unsubscribe: (channel) => this.finish(() => this.release(channel)),
    send: (channel, event, data) => this.run((service) => service.send(channel, event, data)),
    sendMessage: (message) => void this.finish((service) => this.sendMessage(service, message), message.type),
    subscribePresence: (channel) => this.follow(presenceChannel(channel), (service) => service.subscribePresence(channel)),
    getPresenceMembers: (channel) => this.run((service) => service.getPresenceMembers(channel)),
    on: (event, callback) => this.on(event, callback),
    off: (event, callback) => this.off(event, callback),
  };

  /** Called when there is a new last message, if anybody has read one. */
  readonly onLastMessage = (listener: () => void): (() => void) => {
    this.readers.add(listener);
    return () => void this.readers.delete(listener);
  };

  readonly lastMessage = (): WebSocketMessage | null => (this.isRead ? this.last : null);

  /** From now on the component is told of messages. */
  read(): void {
    this.isRead = true;
  }

  private heard(message: WebSocketMessage): void {
    if (!this.isRead) return;
    this.last = message;
    this.readers.forEach((listener) => listener());
  }

  private end(): void {
    this.isGone = true;
    for (const { refuse } of this.waiting.splice(0)) refuse(gone());
  }

  /** What nobody waits for, or what the component's end has done too, may come late; a message that is lost by it is told. */
  private async finish(act: (service: RealtimeService) => void | Promise<void>, message?: string): Promise<void> {
    try {
      await this.run(act);
    } catch (error) {
      if (!this.isGone) throw error;
      if (message && message !== 'unsubscribe') console.warn(`@milepost/client: a message of type ${message} was not sent: the component is gone`);
    }
  }

  /** In the order in which it was asked for, whether it had to wait or not. */
  private run<T>(act: (service: RealtimeService) => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const now = (service: RealtimeService) => {
        try {
          resolve(act(service));
        } catch (error) {
          reject(error);
        }
      };
      if (this.service) now(this.service);
      else if (this.isGone) reject(gone());
      else this.waiting.push({ act: now, refuse: reject });
    });
  }

  /** A refusal stands in the status too, so that whoever does not wait for this need not catch it. */
  private follow(channel: string, first: Held['follow']): Promise<void> {
    const again: Held['follow'] = channel.startsWith('presence-') ? first : (service) => service.subscribe(channel);
    const followed = this.run(async (service) => {
      this.hold(service, channel, again);
      try {
        await first(service);
      } catch (error) {
        this.release(channel);
        throw error;
      }
    });
    followed.catch(() => undefined);
    return followed;
  }

  private sendMessage(service: RealtimeService, message: WebSocketMessage): void {
    const channels = channelsOf(message);
    if (message.type === 'subscribe') channels.forEach((channel) => this.hold(service, channel, (other) => other.subscribe(channel)));
    if (message.type === 'unsubscribe') {
      channels.forEach((channel) => this.release(channel));
      if (channels.some((channel) => holdersOf(service, channel) > 0)) return;
    }
    service.sendMessage(message);
  }

  private hold(service: RealtimeService, channel: string, follow: Held['follow']): void {
    const before = this.channels.get(channel);
    this.channels.set(channel, { release: holdChannel(service, channel), follow });
    before?.release();
  }

  private release(channel: string): void {
    this.channels.get(channel)?.release();
    this.channels.delete(channel);
  }

  private on(event: string, callback: EventCallback): void {
    const ofEvent = this.handlers.get(event) ?? new Map<EventCallback, EventCallback>();
    this.handlers.set(event, ofEvent);
    if (ofEvent.has(callback)) return;
    const own: EventCallback = (data, info) => callback(data, info);
    ofEvent.set(callback, own);
    this.service?.on(event, own);
  }

  private off(event: string, callback?: EventCallback): void {
    const ofEvent = this.handlers.get(event);
    for (const [given, own] of [...(ofEvent ?? [])]) {
      if (callback && callback !== given) continue;
      ofEvent?.delete(given);
      this.service?.off(event, own);
    }
  }

  private eachHandler(act: (event: string, handler: EventCallback) => void): void {
    for (const [event, ofEvent] of this.handlers) for (const own of ofEvent.values()) act(event, own);
  }
}

function gone(): RealtimeError {
  return new RealtimeError('closed', 'the component is gone');
}
