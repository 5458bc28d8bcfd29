import type { EmailState } from '../api/types.js';
import { useRead } from '../api/useRead.js';
import { Head } from '../layout/Head.js';
import { href } from '../router/route.js';
import { Empty, Failure } from '../ui/parts.js';
import './email.css';
import { Inbox } from './Inbox.js';
import { OutcomeTable } from './OutcomeTable.js';
import { Suppressions } from './Suppressions.js';
import { Templates } from './Templates.js';

const REFRESH_MS = 5_000;

/** Mail: what became of it, who gets none, what it looks like and, in `dev`, the mail itself. */
export function EmailPage({ section = 'outcomes', query }: { section?: string | undefined; query: Record<string, string> }) {
  const { value, error, again } = useRead<EmailState>('email', { limit: 500 }, REFRESH_MS);
  const sections: [string, string][] = [
    ['outcomes', 'Outcomes'],
    ['suppressions', 'Suppressions'],
    ['templates', 'Templates'],
    ...(value?.inbox ? ([['inbox', 'Dev inbox']] as [string, string][]) : []),
  ];
  return (
    <>
      <Head title="Email" />
      {value && (
        <nav class="tabs" aria-label="Parts of email">
          {sections.map(([name, title]) => (
            <a href={href(['email', name])} aria-current={section === name ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
      )}
      {!value && error?.status === 404 && <Empty>No fan-out of mail runs on this node.</Empty>}
      {!value && error && error.status !== 404 && <Failure error={error} again={again} />}
      {!value && !error && <Empty>Asking the node…</Empty>}
      {value && section === 'outcomes' && <OutcomeTable outcomes={value.outcomes} />}
      {value && section === 'suppressions' && <Suppressions address={query.address ?? ''} />}
      {value && section === 'templates' && <Templates templates={value.templates} name={query.name} locale={query.locale} />}
      {value && section === 'inbox' && <Inbox open={query.open} />}
    </>
  );
}
