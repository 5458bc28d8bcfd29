import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

/** A page's heading; also the title of the tab. `children` stand at the other end of its line. */
export function Head({ title, of, children }: { title: string; of?: string; children?: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} · Milepost console`;
  }, [title]);
  return (
    <div class="head">
      <div>
        {of && <p class="muted small">{of}</p>}
        <h1 tabIndex={-1}>{title}</h1>
      </div>
      {children}
    </div>
  );
}
