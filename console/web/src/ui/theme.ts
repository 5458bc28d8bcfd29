import { useEffect, useState } from 'preact/hooks';

export type Theme = 'light' | 'dark';
export type ThemeChoice = Theme | 'system';

const KEY = 'milepost.theme';
const CHANGED = 'milepost-theme';
const dark = () => matchMedia('(prefers-color-scheme: dark)');

export function themeChoice(): ThemeChoice {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** Keeps a choice and shows it. */
export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') {
    localStorage.removeItem(KEY);
  } else {
    localStorage.setItem(KEY, choice);
  }
  applyTheme();
  dispatchEvent(new Event(CHANGED));
}

/** Puts the kept choice onto the page. */
export function applyTheme(): void {
  const choice = themeChoice();
  if (choice === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = choice;
  }
}

/** What is shown, for those who draw by themselves. */
export function useTheme(): Theme {
  const now = (): Theme => {
    const choice = themeChoice();
    return choice === 'system' ? (dark().matches ? 'dark' : 'light') : choice;
  };
  const [theme, setTheme] = useState(now);
  useEffect(() => {
    const changed = () => setTheme(now());
    const system = dark();
    system.addEventListener('change', changed);
    addEventListener(CHANGED, changed);
    return () => {
      system.removeEventListener('change', changed);
      removeEventListener(CHANGED, changed);
    };
  }, []);
  return theme;
}
