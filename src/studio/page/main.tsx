import { render } from 'preact';

import { App } from './components/app.tsx';
import { attempt } from './model/notices.ts';
import { enter } from './model/session.ts';
import { startTicking } from './model/time.ts';

const page = document.getElementById('page');
if (page) render(<App />, page);
startTicking();
attempt(enter);
