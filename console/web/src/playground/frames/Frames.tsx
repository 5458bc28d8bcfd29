import { useState } from 'preact/hooks';
import { Copy } from '../../ui/Copy.js';
import { clock } from '../../ui/format.js';
import { Json } from '../../ui/Json.js';
import { Empty, Panel, Tag } from '../../ui/parts.js';
import { asLines, filtered, MOST_FRAMES, type Frame } from './frames.js';

const LISTED = 100;

/** Every frame, both ways, as it is on the wire. */
export function Frames({ frames, clear }: { frames: readonly Frame[]; clear: () => void }) {
  const [words, setWords] = useState('');
  const [held, setHeld] = useState<readonly Frame[]>();
  const shown = filtered(held ?? frames, words);
  return (
    <Panel
      title="Frames"
      aside={
        <span class="choices">
          <button type="button" class="button small" aria-pressed={held !== undefined} onClick={() => setHeld(held ? undefined : frames)}>
            {held ? 'Go on' : 'Hold'}
          </button>
          <Copy text={() => asLines(shown)} what="these" />
          <button type="button" class="button small" onClick={clear}>
            Clear
          </button>
        </span>
      }
    >
      <label class="field">
        <span>Filter, such as: in replayed goal-updated</span>
        <input type="search" value={words} onInput={(event) => setWords(event.currentTarget.value)} autocomplete="off" spellcheck={false} />
      </label>
      {shown.length === 0 && <Empty>No frames{words ? ' like that' : ' yet'}.</Empty>}
      <ol class="frames">
        {shown.slice(0, LISTED).map((frame) => (
          <Row key={frame.number} frame={frame} />
        ))}
      </ol>
      <p class="muted small">
        The newest {Math.min(LISTED, shown.length)} of {shown.length}; {MOST_FRAMES} are kept. Tokens are not shown.
      </p>
    </Panel>
  );
}

function Row({ frame }: { frame: Frame }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span class={`way ${frame.direction}`}>{frame.direction === 'in' ? '← in' : '→ out'}</span>{' '}
          <span class="mono muted">{clock(frame.at)}</span> <b class="break">{frame.type}</b>{' '}
          <span class="muted break">{frame.channel}</span> {frame.replayed && <Tag tone="accent">replayed</Tag>}
        </summary>
        {open && <Json value={frame.body} label={`The frame ${frame.type}`} />}
      </details>
    </li>
  );
}
