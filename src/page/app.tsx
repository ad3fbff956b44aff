/** The page: its frame, and in it the view that the address names. */

import { useState } from 'preact/hooks'
import { ErrorBoundary, LocationProvider, lazy, Route, Router } from 'preact-iso'
import { Crashed, Loading } from './components/loaded.tsx'
import { Frame } from './frame.tsx'
import { NotFound } from './not-found.tsx'
import { views } from './views.ts'

const routes = views.map(({ path, load }) => ({ path, component: lazy(load) }))

export function App() {
  const [crash, setCrash] = useState<string | null>(null)
  const [isLoading, setLoading] = useState(true)
  return (
    <LocationProvider>
      <Frame>
        {crash !== null && <Crashed message={crash} />}
        {isLoading && <Loading />}
        <ErrorBoundary onError={(error) => setCrash(String(error))}>
          <Router
            onRouteChange={() => setCrash(null)}
            onLoadStart={() => setLoading(true)}
            onLoadEnd={() => setLoading(false)}
          >
            {routes.map(({ path, component }) => (
              <Route key={path} path={path} component={component} />
            ))}
            <Route default component={NotFound} />
          </Router>
        </ErrorBoundary>
      </Frame>
    </LocationProvider>
  )
}
