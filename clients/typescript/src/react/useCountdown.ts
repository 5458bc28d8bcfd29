import { useEffect, useState } from 'react';

/** Whole seconds until then (milliseconds since 1970), each second anew; 0 if there is no such time or it is over. */
export function useCountdown(until: number | undefined): number {
  const [clock, setClock] = useState(() => ({ until, now: Date.now() }));
  // What a countdown before this one has read is old.
  if (clock.until !== until) setClock({ until, now: Date.now() });
  useEffect(() => {
    if (until === undefined) return undefined;
    const timer = setInterval(() => {
      setClock({ until, now: Date.now() });
      if (Date.now() >= until) clearInterval(timer);
    }, 1_000);
    return () => clearInterval(timer);
  }, [until]);
  return until === undefined ? 0 : Math.max(0, Math.ceil((until - clock.now) / 1_000));
}

/** When a delay of so many milliseconds ends that begins with this render, or began when `attempt` was last another. */
export function useDeadline(delay: number | undefined, attempt: number | undefined): number | undefined {
  const key = `${attempt} ${delay}`;
  const [began, setBegan] = useState(() => ({ key, at: Date.now() }));
  if (began.key !== key) setBegan({ key, at: Date.now() });
  return delay ? began.at + delay : undefined;
}
