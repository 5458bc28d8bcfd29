import type { CursorStore, RealtimeService } from '../types.js';

/** Places kept at most: as many as a connection may follow channels. */
const MOST = 200;
const SAVE_EVERY = 1_000;

/** Where one stands in each channel, and what of it outlives the page. */
export interface Places {
  /** Reads what was kept, once. A store that fails keeps nobody from connecting. */
  load(): Promise<void>;
  of(channel: string): string | undefined;
  /** Stands there now. The oldest of too many is forgotten. */
  set(channel: string, cursor: string): void;
  forget(channel: string): void;
  /** Saves now, and not a little later. */
  save(): void;
}

/**
 * None yet.
 *
 * @param service whose places they are
 */
export function keepPlaces(store: CursorStore | undefined, service: RealtimeService): Places {
  const cursors = new Map<string, string>();
  /** Those forgotten before the store was read, which may know them still. */
  let forgotten: Set<string> | undefined = new Set();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let loading: Promise<void> | undefined;

  const failed = (error: unknown) => console.error('@milepost/client: the cursor store failed', error);

  const read = async () => {
    const kept = (await store?.load(service)) ?? {};
    for (const channel of Object.keys(kept)) {
      if (forgotten!.has(channel)) changed();
      else cursors.set(channel, kept[channel]!);
    }
    forgotten = undefined;
  };

  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    write().catch(failed);
  };

  const write = async () => store?.save(Object.fromEntries(cursors));

  const changed = () => {
    if (store) timer ??= setTimeout(save, store.every ?? SAVE_EVERY);
  };

  return {
    load: () => (loading ??= read().catch(failed)),
    of: (channel) => cursors.get(channel),
    set(channel, cursor) {
      cursors.delete(channel);
      cursors.set(channel, cursor);
      for (const oldest of cursors.keys()) if (cursors.size > MOST) cursors.delete(oldest);
      changed();
    },
    forget(channel) {
      forgotten?.add(channel);
      if (cursors.delete(channel)) changed();
    },
    save,
  };
}
