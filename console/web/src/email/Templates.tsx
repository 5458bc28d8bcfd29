import type { EmailState, TemplatePreview } from '../api/types.js';
import { path } from '../api/request.js';
import { useRead } from '../api/useRead.js';
import { href } from '../router/route.js';
import { Json } from '../ui/Json.js';
import { Empty, Failure, Panel } from '../ui/parts.js';
import { MailBody } from './MailBody.js';

interface Props {
  templates: EmailState['templates'];
  name: string | undefined;
  locale: string | undefined;
}

/** What mail looks like, filled with each template's example. */
export function Templates({ templates, name, locale }: Props) {
  const chosen = templates.find((template) => template.name === name) ?? templates[0];
  if (!chosen) {
    return <Empty>There are no templates.</Empty>;
  }
  const language = locale && chosen.locales.includes(locale) ? locale : chosen.locales[0];
  return (
    <div class="beside">
      <Panel title="Templates">
        <ul class="list">
          {templates.map((template) => (
            <li>
              <a href={href(['email', 'templates'], { name: template.name })} aria-current={template === chosen ? 'true' : undefined}>
                {template.name}
              </a>{' '}
              <span class="muted small">{template.locales.join(', ')}</span>
            </li>
          ))}
        </ul>
      </Panel>
      <Preview key={`${chosen.name} ${language}`} name={chosen.name} locale={language} locales={chosen.locales} />
    </div>
  );
}

function Preview({ name, locale, locales }: { name: string; locale: string | undefined; locales: string[] }) {
  const { value, error, again } = useRead<TemplatePreview>(`email/templates/${path(name)}`, { locale });
  return (
    <Panel
      title={`Preview of ${name}`}
      aside={
        locales.length > 1 && (
          <span class="small">
            {locales.map((other) => (
              <>
                <a href={href(['email', 'templates'], { name, locale: other })} aria-current={other === locale ? 'true' : undefined}>
                  {other}
                </a>{' '}
              </>
            ))}
          </span>
        )
      }
    >
      {error && <Failure error={error} again={again} />}
      {!value && !error && <Empty>Filling it…</Empty>}
      {value && (
        <>
          <p>
            <span class="muted">Subject:</span> <b>{value.subject}</b>
          </p>
          <MailBody title={`${name} as HTML`} html={value.html} text={value.text} />
          {value.model !== undefined && (
            <details>
              <summary>The example that fills it</summary>
              <Json value={value.model} label="The template's example" />
            </details>
          )}
        </>
      )}
    </Panel>
  );
}
