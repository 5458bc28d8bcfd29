import type { RealtimeService } from '../types.js';

const counts = new WeakMap<RealtimeService, Map<string, number>>();

/**
 * Notes that somebody follows the channel at this service; returns how to let go. Unsubscribes when the last has let go and
 * nobody has come in the same moment.
 */
export function holdChannel(service: RealtimeService, channel: string): () => void {
  const ofService = countsOf(service);
  ofService.set(channel, (ofService.get(channel) ?? 0) + 1);
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    ofService.set(channel, (ofService.get(channel) ?? 1) - 1);
    void Promise.resolve().then(() => {
      if (ofService.get(channel) !== 0) return;
      ofService.delete(channel);
      service.unsubscribe(channel).catch(() => undefined);
    });
  };
}

/** How many hold it. */
export function holdersOf(service: RealtimeService, channel: string): number {
  return countsOf(service).get(channel) ?? 0;
}

function countsOf(service: RealtimeService): Map<string, number> {
  const known = counts.get(service) ?? new Map<string, number>();
  counts.set(service, known);
  return known;
}
