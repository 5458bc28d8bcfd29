import { useEffect, useState } from 'preact/hooks';

/** The time in milliseconds, read again every so many milliseconds; 0 lets it stand. */
export function useNow(every: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    if (every === 0) {
      return undefined;
    }
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
