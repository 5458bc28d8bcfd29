/** Whether the far side is there: asked from time to time, and taken for gone when it does not answer in time. */
export interface Heartbeat {
  /** Begins, with the first question after the usual time. */
  start(): void;
  /** Asks at once. */
  beat(): void;
  /** An answer came. */
  pong(): void;
  /** Asks no more. */
  stop(): void;
}

/** What a heartbeat tells. */
export interface HeartbeatHooks {
  ping(): void;
  /** @param roundTrip milliseconds */
  answered(roundTrip: number): void;
  missed(): void;
}

/** A heartbeat at rest; without an interval it stays so. */
export function startHeartbeat(
  { heartbeatInterval, heartbeatTimeout }: { heartbeatInterval: number; heartbeatTimeout: number },
  { ping, answered, missed }: HeartbeatHooks,
): Heartbeat {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: number | undefined;

  const stop = () => {
    clearTimeout(timer);
    asked = undefined;
  };
  const start = () => {
    stop();
    if (heartbeatInterval > 0) timer = setTimeout(beat, heartbeatInterval);
  };
  const beat = () => {
    if (heartbeatInterval <= 0) return;
    stop();
    asked = Date.now();
    ping();
    wait();
  };
  const wait = () => {
    const due = Date.now() + heartbeatTimeout;
    timer = setTimeout(() => {
      // A page that was busy runs its timers before it reads the answer that has long been there.
      if (Date.now() - due > 1_000) wait();
      else missed();
    }, heartbeatTimeout);
  };
  const pong = () => {
    if (asked === undefined) return;
    const roundTrip = Date.now() - asked;
    start();
    answered(roundTrip);
  };
  return { start, beat, pong, stop };
}
