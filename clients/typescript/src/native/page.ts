/** Calls when the page is shown or hidden, or the network comes or goes. Does nothing where there is no page. */
export function watchPage(told: { shown(): void; hidden(): void; network(): void }): () => void {
  const { document } = globalThis;
  if (!document) return () => {};
  const watched: [EventTarget, string, () => void][] = [
    [document, 'visibilitychange', () => (document.hidden ? told.hidden() : told.shown())],
    [globalThis, 'pagehide', told.hidden],
    [globalThis, 'online', told.network],
    [globalThis, 'offline', told.network],
  ];
  for (const [target, event, listener] of watched) target.addEventListener(event, listener);
  return () => {
    for (const [target, event, listener] of watched) target.removeEventListener(event, listener);
  };
}
