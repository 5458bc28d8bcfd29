/** What `useSyncExternalStore` reads: a value that is replaced, never changed, and made only while somebody reads it. */
export abstract class Feed<Value> {
  private readonly listeners = new Set<() => void>();
  private stop: (() => void) | undefined;

  constructor(private value: Value) {}

  readonly now = (): Value => this.value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.stop ??= this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      this.stop?.();
      this.stop = undefined;
    };
  };

  /** Begins to make the value; returns how to end that. */
  protected abstract start(): () => void;

  protected change(change: Partial<Value>): void {
    this.value = { ...this.value, ...change };
    this.listeners.forEach((listener) => listener());
  }
}
