import { useMemo } from 'react';
import { Provider as UrqlProvider } from 'urql';
import { Route, Switch } from 'wouter';
import { createGraph, GraphContext } from '../data/client.ts';
import { useAsk } from '../data/use-ask.ts';
import { MeDocument } from '../gql/graphql.ts';
import { PAGES, type PageEntry } from '../pages.ts';
import { session } from '../session/page-session.ts';
import { SignedInContext, useSignedInYet } from '../session/session-context.ts';
import { Failure, Loading, OfflineNotice } from '../ui/states.tsx';
import { ShownLater } from '../shown-later.tsx';
import { Header } from './header.tsx';
import { NotFound } from './not-found.tsx';
import { PageBoundary } from './page-boundary.tsx';
import { Starting } from './starting.tsx';
import './shell.css';

/** Everything for somebody who is signed in. Made anew for each: nothing of one person's graph outlives them. */
export function Shell() {
  const graph = useMemo(() => createGraph(session), []);
  return (
    <GraphContext value={graph}>
      <UrqlProvider value={graph.client}>
        <Frame />
      </UrqlProvider>
    </GraphContext>
  );
}

function Frame() {
  const { data, problem, again } = useAsk(MeDocument, {});
  if (problem) {
    return (
      <main className="frame-problem">
        <Failure problem={problem} again={again} />
      </main>
    );
  }
  if (data && !data.me) return <Starting unreachable={false} />;
  return (
    <SignedInContext value={data?.me ?? null}>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <OfflineNotice />
      <div className="frame">
        <Header />
        <main id="main" className="frame-main" tabIndex={-1}>
          <Switch>
            {PAGES.map((entry) => (
              <Route key={entry.path} path={entry.path}>
                {(parameters) => (
                  <PageBoundary key={entry.path}>
                    <Paged entry={entry} parameters={parameters as Record<string, string>} />
                  </PageBoundary>
                )}
              </Route>
            ))}
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </main>
      </div>
    </SignedInContext>
  );
}

/** A page, once its file is there and it is known who is signed in, if the page does not go ahead of that. */
function Paged({
  entry: { file, isEarly = false },
  parameters,
}: {
  readonly entry: PageEntry;
  readonly parameters: Record<string, string>;
}) {
  const isKnown = useSignedInYet() !== null;
  const waiting = <Loading what="the page" lines={6} />;
  return isKnown || isEarly ? <ShownLater component={file} given={parameters} waiting={waiting} /> : waiting;
}
