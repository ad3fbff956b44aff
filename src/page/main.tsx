/** Starts the page in the browser. */
import { render } from 'preact'
import { App } from './app.tsx'
import { applyTheme } from './theme.ts'
import './styles/page.css'

applyTheme()
const place = document.getElementById('page')
if (place !== null) render(<App />, place)
