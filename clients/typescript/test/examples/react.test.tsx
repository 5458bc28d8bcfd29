// @vitest-environment jsdom
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { TeamPage } from '../../examples/react/TeamPage.js';
import { MockWebSocketService } from '../../src/mock/index.js';
import { RealtimeProvider } from '../../src/react/index.js';

afterEach(cleanup);

it('shows what the team does and who is there, and cheers', async () => {
  const service = new MockWebSocketService();
  service.setPresenceMembers('team-1', [{ id: 'ada', info: { name: 'Ada' } }]);
  await service.connect('me', 'token');
  render(
    <RealtimeProvider service={service}>
      <TeamPage team="1" />
    </RealtimeProvider>,
  );
  act(() => service.simulateEvent('activity-logged', { userId: 'ada', distance: 2.5 }, { channel: 'team-1', id: '1', source: '/t' }));
  expect(screen.getByText('ada: 2.5 miles')).toBeDefined();
  await waitFor(() => expect(screen.getByText('Here: Ada')).toBeDefined());
  act(() => screen.getByRole('button', { name: 'Cheer' }).click());
  await waitFor(() => expect(service.sent).toEqual([{ channel: 'team-1', event: 'cheer', data: { text: 'Go!' } }]));
});
