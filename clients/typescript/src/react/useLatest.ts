import { useEffect, useRef } from 'react';

/** A place where the value of the last render is found, for callbacks that are to stay the same. */
export function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}
