const COUNT = new Intl.NumberFormat('en');

/** `12,345`; `–` for what is not known. */
export function count(of: number | null | undefined): string {
  return of === undefined || of === null ? '–' : COUNT.format(of);
}

/** A rate or a share with as many places as it deserves: `0.25`, `3.1`, `140`. */
export function number(of: number | null | undefined): string {
  if (of === undefined || of === null || !Number.isFinite(of)) {
    return '–';
  }
  const places = Math.abs(of) >= 100 || Number.isInteger(of) ? 0 : Math.abs(of) >= 1 ? 1 : 2;
  return COUNT.format(Number(of.toFixed(places)));
}

/** Milliseconds in words: `3.1 ms`, `12 s`, `4 min`, `3 h`, `2 d`. */
export function duration(milliseconds: number | null | undefined): string {
  if (milliseconds === undefined || milliseconds === null || !Number.isFinite(milliseconds)) {
    return '–';
  }
  const steps: [number, string][] = [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'min'], [1_000, 's']];
  const step = steps.find(([length]) => milliseconds >= length);
  return step ? `${number(Math.round((milliseconds / step[0]) * 10) / 10)} ${step[1]}` : `${number(milliseconds)} ms`;
}

/** How long ago something was, in a word or two. */
export function ago(then: number, now: number): string {
  const passed = now - then;
  return passed < 1_000 ? 'just now' : `${duration(passed < 60_000 ? Math.floor(passed / 1000) * 1000 : passed)} ago`;
}

/** `1 event`, `2 events`. */
export function plural(of: number, one: string, many = `${one}s`): string {
  return `${count(of)} ${of === 1 ? one : many}`;
}

/** `1.2 KiB`. */
export function bytes(of: number | undefined): string {
  return of === undefined ? '–' : of < 1024 ? `${of} B` : of < 1024 ** 2 ? `${number(of / 1024)} KiB` : `${number(of / 1024 ** 2)} MiB`;
}

/** The time of day to the millisecond, as this browser's zone has it. */
export function clock(at: number): string {
  const time = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}
