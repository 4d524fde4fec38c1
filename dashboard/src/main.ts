import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import { App } from './app.tsx';
import { session } from './session/session-context.ts';

const root = document.getElementById('root');
if (root) {
  if (window.location.pathname !== '/signed-in') void session.start();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
