import { render } from 'preact';
import './ui/tokens.css';
import './ui/base.css';
import './ui/controls.css';
import './ui/parts.css';
import { App } from './app.js';
import { applyTheme } from './ui/theme.js';

applyTheme();
render(<App />, document.getElementById('app')!);
