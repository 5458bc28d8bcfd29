import { useMemo } from 'preact/hooks';
import { jsonTokens } from './jsonTokens.js';

/** A JSON value, printed well. The region can be scrolled by keyboard. */
export function Json({ value, label }: { value: unknown; label: string }) {
  const tokens = useMemo(() => jsonTokens(value), [value]);
  return (
    <pre class="json" tabIndex={0} role="region" aria-label={label}>
      {tokens.map((token) => (token.kind === 'other' ? token.text : <span class={token.kind}>{token.text}</span>))}
    </pre>
  );
}
