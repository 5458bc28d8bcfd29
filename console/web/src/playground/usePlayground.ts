import { useEffect, useState } from 'preact/hooks';
import { Playground } from './Playground.js';
import type { State } from './state.js';

/** A playground as long as the page is shown, and its state whenever it changes. */
export function usePlayground(): { playground: Playground; state: State } {
  const [playground] = useState(() => new Playground());
  const [state, setState] = useState(playground.state);
  useEffect(() => {
    const stop = playground.onChange(() => setState(playground.state));
    return () => {
      stop();
      void playground.disconnect();
    };
  }, []);
  return { playground, state };
}
