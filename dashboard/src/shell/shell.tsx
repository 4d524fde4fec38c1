import { Suspense, useMemo } from 'react';
import { Provider as UrqlProvider } from 'urql';
import { Route, Switch } from 'wouter';
import { createGraph, GraphContext } from '../data/client.ts';
import { useAsk } from '../data/use-ask.ts';
import { MeDocument } from '../gql/graphql.ts';
import { PAGES } from '../pages.tsx';
import { session, SignedInContext } from '../session/session-context.ts';
import { Failure, Loading, OfflineNotice } from '../ui/states.tsx';
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
  if (!data?.me) return <Starting unreachable={false} />;
  return (
    <SignedInContext value={data.me}>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <OfflineNotice />
      <div className="frame">
        <Header />
        <main id="main" className="frame-main" tabIndex={-1}>
          <Suspense fallback={<Loading what="the page" lines={6} />}>
            <Switch>
              {PAGES.map(({ path, component: Component }) => (
                <Route key={path} path={path}>
                  {(parameters) => (
                    <PageBoundary key={path}>
                      <Component {...(parameters as Record<string, string>)} />
                    </PageBoundary>
                  )}
                </Route>
              ))}
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </main>
      </div>
    </SignedInContext>
  );
}
