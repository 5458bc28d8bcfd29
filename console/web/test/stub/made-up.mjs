const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

export const LETTERS = Array.from({ length: 5 }, (_, i) => ({
  fanout: 'pusher',
  topic: 'milepost.dlq-pusher',
  partition: 0,
  offset: i,
  at: ago(i * 7 + 1),
  reason: i % 2 === 0 ? 'refused: 413 the event is larger than Pusher takes' : 'gave up after 10 attempts: 503',
  attempts: i % 2 === 0 ? 1 : 10,
  event: { id: `e-${i}`, source: '/simulator', type: i % 2 === 0 ? 'activity-logged' : 'goal-updated' },
  channel: 'team-otters',
}));

export const OUTCOMES = ['accepted', 'delivered', 'bounced', 'deferred', 'suppressed'].map((what, i) => ({
  at: ago(i * 3),
  what,
  request: `milestone-reached-otters-1-${i}`,
  to: 'a…@example.com',
  template: 'milestone',
  detail: what === 'bounced' ? 'mailbox full' : '',
}));

export const SUPPRESSIONS = [
  { recipient: 'b…@example.com', reason: 'bounced', since: ago(4000) },
  { recipient: 'c…@example.com', reason: 'complained', since: ago(90) },
];

export const TEMPLATES = [
  { name: 'milestone', locales: ['en', 'de'] },
  { name: 'digest', locales: ['en'] },
];

export const mailHtml = (name) =>
  `<!doctype html><html><body style="font-family:sans-serif"><h1>Well done!</h1><p>${name}</p><script>top.document.title='broken'</script></body></html>`;

export const INBOX = [1, 2].map((i) => ({
  id: `m${i}`,
  when: ago(i),
  to: ['ada@example.com'],
  subject: `Otters have reached ${i === 1 ? 'Reims' : 'Arras'}`,
  headers: { 'List-Unsubscribe': '<https://example.com>' },
  html: `/dev/mail/m${i}`,
  text: `/dev/mail/m${i}/text`,
}));
