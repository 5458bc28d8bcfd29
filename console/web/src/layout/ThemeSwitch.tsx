import { useState } from 'preact/hooks';
import { chooseTheme, themeChoice, type ThemeChoice } from '../ui/theme.js';

const CHOICES: [ThemeChoice, string][] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

export function ThemeSwitch() {
  const [choice, setChoice] = useState(themeChoice);
  const choose = (event: Event) => {
    const chosen = (event.currentTarget as HTMLSelectElement).value as ThemeChoice;
    chooseTheme(chosen);
    setChoice(chosen);
  };
  return (
    <label class="theme small">
      <span class="unseen">Colours</span>
      <select value={choice} onChange={choose}>
        {CHOICES.map(([value, name]) => (
          <option value={value}>{name}</option>
        ))}
      </select>
    </label>
  );
}
