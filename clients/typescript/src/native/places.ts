import type { CursorStore } from '../types.js';

/** Places kept of channels that nobody follows at present. As many as a connection may follow. */
const MOST = 200;
const SAVE_EVERY = 1_000;

/** Where one stands in each channel, and what of it outlives the page. */
export class Places {
  private readonly cursors = new Map<string, string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private loading: Promise<void> | undefined;

  constructor(private readonly store: CursorStore | undefined) {}

  /** Reads what was kept, once. A store that fails keeps nobody from connecting. */
  load(): Promise<void> {
    return (this.loading ??= (async () => {
      try {
        for (const [channel, cursor] of Object.entries((await this.store?.load()) ?? {})) {
          if (!this.cursors.has(channel)) this.cursors.set(channel, cursor);
        }
      } catch (error) {
        console.error('@milepost/client: kept places could not be read', error);
      }
    })());
  }

  of(channel: string): string | undefined {
    return this.cursors.get(channel);
  }

  /** Stands there now. The oldest of too many is forgotten. */
  set(channel: string, cursor: string): void {
    this.cursors.delete(channel);
    this.cursors.set(channel, cursor);
    if (this.cursors.size > MOST) this.cursors.delete(this.cursors.keys().next().value!);
    this.changed();
  }

  forget(channel: string): void {
    if (this.cursors.delete(channel)) this.changed();
  }

  /** Saves what has changed, now and not within a second. */
  save(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    const failed = (error: unknown) => console.error('@milepost/client: places could not be kept', error);
    try {
      void Promise.resolve(this.store?.save(Object.fromEntries(this.cursors))).catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  private changed(): void {
    if (this.store) this.timer ??= setTimeout(() => this.save(), SAVE_EVERY);
  }
}
