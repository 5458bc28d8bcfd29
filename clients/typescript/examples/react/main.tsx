import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RealtimeProvider } from '@milepost/client/react';
import { TeamPage } from './TeamPage.js';

// A page of yours has a token by signing in; this one has it in its address: http://localhost:5173/#TOKEN
const token = window.location.hash.slice(1);

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <RealtimeProvider config={{ url: '/', token }}>
      <TeamPage team="123" />
    </RealtimeProvider>
  </StrictMode>,
);
