import type { Trouble } from './trouble.js';

/** What is wrong. Read out when it changes, so its words should not change with every reading: the details do not count. */
export function Troubles({ all, lost }: { all: Trouble[]; lost: boolean }) {
  return (
    <section aria-label="What is wrong">
      <p class="unseen" role="status">
        {all.map((trouble) => trouble.title.replace(/^[\d,]+ /, '')).join('. ')}
      </p>
      {all.length === 0 && !lost ? (
        <p class="notice good">
          <strong>
            <span aria-hidden="true">✓ </span>All well.
          </strong>
          Nothing is down, falls behind or was given up.
        </p>
      ) : (
        <ul class="stack troubles">
          {all.map((trouble) => (
            <li key={trouble.key} class={`notice ${trouble.level}`}>
              <strong>
                <span aria-hidden="true">{trouble.level === 'bad' ? '✕ ' : '! '}</span>
                {trouble.title}.
              </strong>
              {trouble.detail} {trouble.to && <a href={trouble.to}>Look at them</a>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
