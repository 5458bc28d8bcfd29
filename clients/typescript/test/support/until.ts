import { vi } from 'vitest';

/** Waits until it is so, with a bound that a loaded machine keeps. */
export function until(holds: () => unknown): Promise<void> {
  return vi.waitFor(
    () => {
      if (!holds()) throw new Error(`not yet: ${holds}`);
    },
    { timeout: 20_000, interval: 5 },
  );
}
