/** What stands around every view: where one can go, what is filtered, and whether the figures are fresh. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useAddress } from './address.ts'
import { needsLogin, readSession } from './api/session.ts'
import { Freshness } from './components/freshness.tsx'
import { Login, LogOut } from './components/login.tsx'
import { ScopeFilter } from './components/scope-filter.tsx'
import { ThemeChoice } from './components/theme-choice.tsx'
import { zone } from './format/time.ts'
import { views } from './views.ts'

export function Frame({ children }: { children: ComponentChildren }) {
  const { path } = useAddress()
  const main = useRef<HTMLElement>(null)
  const isFirst = useRef(true)
  useEffect(() => {
    // After a change of view the keyboard and the screen reader go on at its beginning, as after a loaded page.
    if (!isFirst.current) main.current?.focus()
    isFirst.current = false
  }, [path])
  useEffect(() => void readSession(), [])
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="frame">
        <div class="frame-row">
          <a class="brand" href="/">
            linkmeter
          </a>
          <Navigation />
          <Freshness />
          <ThemeChoice />
          <LogOut />
        </div>
        <ScopeFilter />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {needsLogin.value ? (
          <>
            <h1>Log in</h1>
            <Login />
          </>
        ) : (
          children
        )}
      </main>
      <footer class="frame">Times are in your zone, {zone}; hover over one for UTC.</footer>
    </>
  )
}

function Navigation() {
  const { path, href } = useAddress()
  return (
    <nav aria-label="Views">
      <ul>
        {views
          .filter(({ isInNavigation }) => isInNavigation)
          .map((view) => (
            <li key={view.path}>
              <a href={href(view.path)} aria-current={isWithin(path, view.path) ? 'page' : undefined}>
                {view.title}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  )
}

function isWithin(path: string, view: string): boolean {
  const part = (text: string) => text.split('/')[1]
  return part(path) === part(view)
}
