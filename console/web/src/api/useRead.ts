import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiError, read } from './request.js';

export interface Reading<T> {
  /** The last answer; stays while the next is under way. */
  value?: T;
  error?: ApiError;
  loading: boolean;
  /** Reads again. */
  again: () => void;
}

/**
 * Reads a path of the API when it is shown and when what is asked changes; `every` milliseconds again while the tab is
 * visible.
 */
export function useRead<T>(path: string, query: Record<string, string | number | undefined> = {}, every = 0): Reading<T> {
  const key = JSON.stringify([path, query]);
  const [state, setState] = useState<{ key: string; value?: T; error?: ApiError; loading: boolean }>({ key, loading: true });
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    // An answer to another question is not shown for this one.
    setState((before) => (before.key === key ? { ...before, loading: true } : { key, loading: true }));
    read<T>(path, query, stop.signal).then(
      (value) => stop.signal.aborted || setState({ key, value, loading: false }),
      (error: unknown) => {
        if (!stop.signal.aborted && error instanceof ApiError) {
          setState((before) => ({ ...before, error, loading: false }));
        }
      },
    );
    return () => stop.abort();
  }, [key, turn]);

  useEffect(() => {
    if (every === 0) {
      return undefined;
    }
    const timer = setInterval(() => document.hidden || setTurn((turn) => turn + 1), every);
    return () => clearInterval(timer);
  }, [every]);

  const again = useCallback(() => setTurn((turn) => turn + 1), []);
  const shown = state.key === key ? state : { loading: true };
  return { ...shown, again };
}
