import { useState } from 'preact/hooks';

interface Props {
  title: string;
  text: string;
  /** The mail itself, or where it is. */
  html?: string;
  address?: string;
}

/** A mail as it looks, or as text. Its HTML gets a frame without scripts, forms or an origin. */
export function MailBody({ title, html, address, text }: Props) {
  const [plain, setPlain] = useState(false);
  return (
    <>
      <button type="button" class="button small" aria-pressed={plain} onClick={() => setPlain(!plain)}>
        As text
      </button>
      {plain ? (
        <pre class="json" tabIndex={0} role="region" aria-label="The mail as text">
          {text}
        </pre>
      ) : (
        <iframe
          class="mail"
          title={title}
          sandbox=""
          referrerpolicy="no-referrer"
          {...(html === undefined ? { src: address } : { srcdoc: html })}
        />
      )}
    </>
  );
}
