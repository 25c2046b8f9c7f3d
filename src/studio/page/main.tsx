import { effect } from '@preact/signals';
import { render } from 'preact';

import { App } from './components/app.tsx';
import { attempt } from './model/notices.ts';
import { enter } from './model/session.ts';
import { draft } from './model/state.ts';
import { startTicking } from './model/time.ts';

const page = document.getElementById('page');
if (page) render(<App />, page);
startTicking();
// What was being written outlives a reload, in this tab alone.
draft.value = sessionStorage.getItem('draft') ?? '';
effect(() => sessionStorage.setItem('draft', draft.value));
attempt(enter);
