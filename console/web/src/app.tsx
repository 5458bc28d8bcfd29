import { useEffect } from 'preact/hooks';
import { ChannelPage } from './channels/ChannelPage.js';
import { ChannelsPage } from './channels/ChannelsPage.js';
import { DeadLettersPage } from './dead-letters/DeadLettersPage.js';
import { EmailPage } from './email/EmailPage.js';
import { EventPage } from './events/EventPage.js';
import { FindEventPage } from './events/FindEventPage.js';
import { Head } from './layout/Head.js';
import { Locked } from './layout/Locked.js';
import { Shell } from './layout/Shell.js';
import { OverviewPage } from './overview/OverviewPage.js';
import { NodeContext, useOverview, type Node } from './overview/useOverview.js';
import { PlaygroundPage } from './playground/PlaygroundPage.js';
import { href, type Route } from './router/route.js';
import { useRoute } from './router/useRoute.js';

/** The console: one page of it, by what stands behind the `#`. */
export function App() {
  const route = useRoute();
  const node = useOverview();
  const atTheDoor = route.segments.length === 0;

  useEffect(() => {
    // In `dev` a newcomer sees first what it is all about; an operator sees how it goes.
    if (atTheDoor && (node.overview || node.lostAt)) {
      location.replace(href([node.overview?.dev ? 'playground' : 'overview']));
    }
  }, [atTheDoor, Boolean(node.overview), Boolean(node.lostAt)]);

  return (
    <NodeContext.Provider value={node}>
      <Shell route={route}>
        {node.locked ? <Locked error={node.locked} /> : atTheDoor ? <Head title="Milepost" /> : <Page route={route} node={node} />}
      </Shell>
    </NodeContext.Provider>
  );
}

function Page({ route, node }: { route: Route; node: Node }) {
  const [page, id] = route.segments;
  const { query } = route;
  switch (page) {
    case 'overview':
      return <OverviewPage node={node} />;
    case 'channels':
      return id === undefined ? (
        <ChannelsPage prefix={query.prefix ?? ''} />
      ) : (
        <ChannelPage key={id} channel={id} before={query.before} />
      );
    case 'events':
      return id === undefined ? <FindEventPage /> : <EventPage key={id} id={id} source={query.source} channel={query.channel} />;
    case 'dead-letters':
      return <DeadLettersPage filter={query} />;
    case 'email':
      return <EmailPage section={id} query={query} />;
    case 'playground':
      return <PlaygroundPage />;
    default:
      return (
        <>
          <Head title="There is no such page" />
          <p>
            <a href={href(['overview'])}>To the overview</a>
          </p>
        </>
      );
  }
}
