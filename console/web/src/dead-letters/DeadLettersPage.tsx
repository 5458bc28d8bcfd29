import { useState } from 'preact/hooks';
import type { Letter, RedriveAnswer } from '../api/types.js';
import { useRead } from '../api/useRead.js';
import { Head } from '../layout/Head.js';
import { href } from '../router/route.js';
import { plural } from '../ui/format.js';
import { Empty, Failure, Panel } from '../ui/parts.js';
import { Filter } from './Filter.js';
import { placeFrom, placeOf } from './letters.js';
import { LetterTable } from './LetterTable.js';
import { OpenedLetterPanel } from './OpenedLetter.js';
import { RedriveDialog } from './RedriveDialog.js';

/** What fan-outs have given up: to look into, and to send on its way once more. */
export function DeadLettersPage({ filter }: { filter: Record<string, string> }) {
  const { fanout, type, channel } = filter;
  const { value, error, loading, again } = useRead<{ letters: Letter[]; complete: boolean }>('dead-letters', {
    fanout,
    type,
    channel,
    limit: 200,
  });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<Letter[]>();
  const [done, setDone] = useState<RedriveAnswer>();
  // An opened letter is read anew after each redrive.
  const [rounds, setRounds] = useState(0);
  const open = placeFrom(filter.open);
  const letters = value?.letters ?? [];
  const selected = letters.filter((letter) => chosen.has(placeOf(letter)));

  const redriven = (answer: RedriveAnswer) => {
    setAsking(undefined);
    setChosen(new Set());
    setDone(answer);
    setRounds(rounds + 1);
    again();
  };

  return (
    <>
      <Head title="Dead letters" />
      <Filter filter={filter} />
      <div role="status">{done && <Done answer={done} />}</div>
      {error && <Failure error={error} again={again} />}
      {open && (
        <OpenedLetterPanel
          key={`${placeOf(open)} ${rounds}`}
          place={open}
          close={href(['dead-letters'], { fanout, type, channel })}
          redrive={(letter) => setAsking([letter])}
        />
      )}
      {value && (
        <Panel
          title={fanout ? `Given up by ${fanout}` : 'Given up'}
          aside={
            <button type="button" class="button primary" disabled={selected.length === 0} onClick={() => setAsking(selected)}>
              Redrive {selected.length > 0 ? plural(selected.length, 'letter') : 'those selected'}
            </button>
          }
        >
          {letters.length === 0 ? (
            <Empty>There are none{fanout || type || channel ? ' of this kind' : ''}. That is good.</Empty>
          ) : (
            <LetterTable letters={letters} chosen={chosen} choose={setChosen} filter={filter} />
          )}
          {!value.complete && <p class="muted small">These are the newest; there are more. A filter brings others.</p>}
        </Panel>
      )}
      {!value && loading && <Empty>Reading the letters…</Empty>}
      {asking && <RedriveDialog letters={asking} onClose={() => setAsking(undefined)} onDone={redriven} />}
    </>
  );
}

function Done({ answer }: { answer: RedriveAnswer }) {
  return (
    <div class={`notice ${answer.failed.length > 0 ? 'bad' : 'good'}`}>
      <strong>{plural(answer.sent, 'letter')} sent on.</strong>
      {answer.failed.length > 0
        ? `${plural(answer.failed.length, 'letter')} could not be: ${answer.failed.map((failed) => `${placeOf(failed)} ${failed.message ?? failed.reason ?? ''}`).join('; ')}`
        : 'Its fan-out takes it up as if it were new. The letter stays in its topic until it ends there.'}
    </div>
  );
}
