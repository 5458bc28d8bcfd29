import type { EventCallback, EventInfo } from '../types.js';

/** Callbacks by event type; `'*'` hears events of every type. A callback that throws is reported, and the others are called all the same. */
export class EventHandlers {
  private readonly byType = new Map<string, Set<EventCallback>>();

  on(type: string, callback: EventCallback): void {
    const callbacks = this.byType.get(type);
    if (callbacks) callbacks.add(callback);
    else this.byType.set(type, new Set([callback]));
  }

  off(type: string, callback?: EventCallback): void {
    const callbacks = this.byType.get(type);
    if (callback) callbacks?.delete(callback);
    else callbacks?.clear();
    if (callbacks?.size === 0) this.byType.delete(type);
  }

  /** Calls those of the event's type, then those of `'*'`; of a type that is called as what happens to the connection, the latter alone. */
  event(data: unknown, info: EventInfo): void {
    if (!/^(connected|disconnected|error|gap|live|\*)$/.test(info.type)) this.call(info.type, data, info);
    this.call('*', data, info);
  }

  /** Calls those of one type alone: what happens to the connection is no event of a channel. */
  call(type: string, data: unknown, info: EventInfo = { type }): void {
    const callbacks = this.byType.get(type);
    if (callbacks) callEach(callbacks, (callback) => callback(data, info));
  }
}

/** Calls each that is still there when its turn comes; what one throws goes to the console and stops nobody else. */
export function callEach<T>(callbacks: Set<T>, call: (callback: T) => void): void {
  for (const callback of [...callbacks]) {
    if (!callbacks.has(callback)) continue;
    try {
      call(callback);
    } catch (error) {
      console.error('@milepost/client: a handler failed', error);
    }
  }
}
