import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { href, type Route } from '../router/route.js';
import { useNode } from '../overview/useOverview.js';
import './layout.css';
import { OutOfReach } from './OutOfReach.js';
import { ThemeSwitch } from './ThemeSwitch.js';

const PAGES: [string, string][] = [
  ['overview', 'Overview'],
  ['channels', 'Channels'],
  ['events', 'Events'],
  ['dead-letters', 'Dead letters'],
  ['email', 'Email'],
  ['playground', 'Playground'],
];

/** What is around every page: the way to the others, which node this is, and whether it answers. */
export function Shell({ route, children }: { route: Route; children: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  const { overview } = useNode();
  const place = route.segments.join('/');
  const first = useRef(true);

  useEffect(() => {
    // Another page: who reads by keyboard or ear begins at its heading. Not as the console opens.
    if (!first.current) {
      main.current?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    first.current = place === '';
  }, [place]);

  const skip = (event: Event) => {
    // The part behind the # is the route here.
    event.preventDefault();
    main.current?.focus();
  };

  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href={href(['overview'])}>
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="26" height="26" />
          Milepost
        </a>
        {overview && (
          <p class="where muted small">
            node <b>{overview.node}</b>
            <span class="wide"> · {overview.version}</span>
            {overview.dev && ' · dev'}
          </p>
        )}
        <ThemeSwitch />
      </header>
      <nav class="pages" aria-label="Pages">
        <ul>
          {PAGES.map(([page, name]) => (
            <li>
              <a href={href([page])} aria-current={route.segments[0] === page ? 'page' : undefined}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main id="main" ref={main} tabIndex={-1}>
        <OutOfReach />
        {children}
      </main>
    </>
  );
}
