import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { ApiError, read } from '../api/request.js';
import type { Overview } from '../api/types.js';
import { added, type Sample } from './history.js';

/** What is known of the node, read once a second for all pages. */
export interface Node {
  samples: readonly Sample[];
  /** The newest reading. */
  overview?: Overview;
  /** Milliseconds since 1970 when it was first found out of reach; absent while it answers. */
  lostAt?: number;
  /** Why it was found so. */
  lostWhy?: string;
  /** It answers, but reading needs the operator's token. */
  locked?: ApiError;
}

const EVERY_MS = 1_000;

export const NodeContext = createContext<Node>({ samples: [] });

export function useNode(): Node {
  return useContext(NodeContext);
}

/** Reads the overview once a second, one request at a time; pauses while the tab is hidden. */
export function useOverview(): Node {
  const [node, setNode] = useState<Node>({ samples: [] });
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking = false;
    const plan = (delay: number) => {
      if (!document.hidden && !asking && timer === undefined && !stop.signal.aborted) {
        timer = setTimeout(turn, delay);
      }
    };
    const turn = async () => {
      timer = undefined;
      asking = true;
      const began = Date.now();
      try {
        const overview = await read<Overview>('overview', {}, stop.signal);
        setNode(({ samples }) => ({ overview, samples: added(samples, { at: Date.now(), overview }) }));
      } catch (failure) {
        if (failure instanceof ApiError && failure.needsOperator) {
          setNode({ samples: [], locked: failure });
        } else if (!stop.signal.aborted) {
          const why = failure instanceof Error ? failure.message : 'it does not answer';
          setNode(({ locked: _, ...before }) => ({ ...before, lostAt: before.lostAt ?? Date.now(), lostWhy: why }));
        }
      }
      asking = false;
      plan(Math.max(0, EVERY_MS - (Date.now() - began)));
    };
    const changed = () => {
      clearTimeout(timer);
      timer = undefined;
      plan(0);
    };
    plan(0);
    document.addEventListener('visibilitychange', changed);
    return () => {
      stop.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', changed);
    };
  }, []);
  return node;
}
