import './styles/tokens.css';
import './styles/base.css';
import { askForFiles } from './pages.ts';
import { session } from './session/page-session.ts';

// Small, so that it runs first: who is signed in is found out while the files of what is shown then are on their way.
if (window.location.pathname !== '/signed-in') void session.start();
askForFiles(window.location.pathname);
const root = document.getElementById('root');
if (root) void import('./app.tsx').then(({ showApp }) => showApp(root));
