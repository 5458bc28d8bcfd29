import { useEffect, useState } from 'preact/hooks';
import { ApiError, readFrom } from '../api/request.js';
import type { InboxMail } from '../api/types.js';
import { href } from '../router/route.js';
import { Json } from '../ui/Json.js';
import { Empty, Failure, Panel, Time } from '../ui/parts.js';
import { MailBody } from './MailBody.js';

const SHOWN = 100;
const REFRESH_MS = 5_000;
const INBOX = '/dev/mail';

/** The mail that went to nobody: `dev` keeps it in memory for who develops. */
export function Inbox({ open }: { open: string | undefined }) {
  const [mails, setMails] = useState<InboxMail[]>();
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    const look = () =>
      document.hidden ||
      readFrom<InboxMail[]>(INBOX).then(
        (all) => {
          setMails(all);
          setError(undefined);
        },
        (failure: ApiError) => setError(failure),
      );
    void look();
    const timer = setInterval(look, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const chosen = mails?.find((mail) => mail.id === open);
  return (
    <div class="beside">
      <Panel title="Dev inbox" aside={mails && <span class="muted small">{mails.length} mails</span>}>
        {error && <Failure error={error} />}
        {mails?.length === 0 && <Empty>No mail yet. A team that reaches a town gets one.</Empty>}
        <ul class="list">
          {mails?.slice(0, SHOWN).map((mail) => (
            <li key={mail.id}>
              <a href={href(['email', 'inbox'], { open: mail.id })} aria-current={mail === chosen ? 'true' : undefined}>
                {mail.subject}
              </a>
              <span class="muted small">
                <Time at={mail.when} /> · {mail.to.join(', ')}
              </span>
            </li>
          ))}
        </ul>
      </Panel>
      {chosen ? <Opened key={chosen.id} mail={chosen} /> : mails && mails.length > 0 && <Empty>Choose a mail to look into it.</Empty>}
    </div>
  );
}

function Opened({ mail }: { mail: InboxMail & { headers?: Record<string, string> } }) {
  const [text, setText] = useState('');
  useEffect(() => {
    fetch(`${INBOX}/${encodeURIComponent(mail.id)}/text`)
      .then((answer) => answer.text())
      .then(setText, () => setText('The node does not answer.'));
  }, []);
  return (
    <Panel title={mail.subject}>
      <p class="muted small break">
        to {mail.to.join(', ')} · <Time at={mail.when} />
      </p>
      <MailBody title={`The mail ${mail.subject}`} address={`${INBOX}/${encodeURIComponent(mail.id)}`} text={text} />
      {mail.headers && (
        <details>
          <summary>Headers</summary>
          <Json value={mail.headers} label="The mail's headers" />
        </details>
      )}
    </Panel>
  );
}
