/** How the editor looks: by the page's own colours, so that light and dark need no word here. */
import { HighlightStyle } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

export const look = EditorView.theme({
  '&': {
    ...{ color: 'var(--text)', backgroundColor: 'var(--ground)', fontSize: '0.875rem' },
    ...{ border: '1px solid var(--line-strong)', borderRadius: '4px' },
  },
  '&.cm-focused': { outline: '2px solid var(--link)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5', minHeight: '9rem', maxHeight: '60vh' },
  '.cm-content': { padding: '0.5rem 0', caretColor: 'var(--text)' },
  '.cm-gutters': { color: 'var(--quiet)', backgroundColor: 'var(--raised)', borderColor: 'var(--line)' },
  '.cm-placeholder': { color: 'var(--quiet)' },
  '&.cm-focused .cm-matchingBracket, .cm-matchingBracket': {
    ...{ backgroundColor: 'var(--mark)', outline: '1px solid var(--line-strong)' },
  },
  '.cm-wrong': {
    ...{ textDecoration: 'underline wavy var(--breached)', textUnderlineOffset: '0.25em' },
    backgroundColor: 'var(--error-ground)',
  },
  '.cm-tooltip': {
    ...{ color: 'var(--text)', backgroundColor: 'var(--ground)' },
    ...{ border: '1px solid var(--line-strong)', borderRadius: '4px' },
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '16rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.2rem 0.5rem' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { color: 'var(--text)', backgroundColor: 'var(--mark)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': { color: 'var(--quiet)', fontStyle: 'normal' },
  '.cm-completionInfo': { fontFamily: 'var(--font)', padding: '0.4rem 0.6rem', maxWidth: '20rem' },
  // A phone zooms into what is smaller, and does not come back.
  '@media (max-width: 48rem)': { '&': { fontSize: '1rem' } },
})

export const highlighting = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--link)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--met)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--incomplete)' },
  { tag: [tags.standard(tags.name), tags.typeName], color: 'var(--at-risk)' },
  { tag: tags.comment, color: 'var(--quiet)', fontStyle: 'italic' },
])
