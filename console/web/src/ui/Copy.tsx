import { useState } from 'preact/hooks';

/** Copies a text, and says so. Where the browser does not let it, that is said too. */
export function Copy({ text, what }: { text: string | (() => string); what: string }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      setSaid('Copied');
    } catch {
      setSaid('The browser does not allow it');
    }
    setTimeout(() => setSaid(''), 2000);
  };
  return (
    <button type="button" class="button small" onClick={copy}>
      <span aria-live="polite">{said || `Copy ${what}`}</span>
    </button>
  );
}
