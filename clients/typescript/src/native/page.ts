/** Calls when the page is shown or hidden, or the network comes or goes. Does nothing where there is no page. */
export function watchPage(told: { shown(): void; hidden(): void; network(): void }): () => void {
  const { document, addEventListener, removeEventListener } = globalThis;
  if (!document || !addEventListener) return () => {};
  const visibility = () => (document.hidden ? told.hidden() : told.shown());
  document.addEventListener('visibilitychange', visibility);
  addEventListener('pagehide', told.hidden);
  addEventListener('online', told.network);
  addEventListener('offline', told.network);
  return () => {
    document.removeEventListener('visibilitychange', visibility);
    removeEventListener('pagehide', told.hidden);
    removeEventListener('online', told.network);
    removeEventListener('offline', told.network);
  };
}
