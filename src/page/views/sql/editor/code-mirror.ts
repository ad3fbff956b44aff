/**
 * CodeMirror, set up for ClickHouse's SQL. It lives in a shadow tree: there its styles come as constructed style
 * sheets, which the page's policy allows, and not as style elements, which it refuses.
 */
import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { SQLDialect, sql } from '@codemirror/lang-sql'
import { bracketMatching, syntaxHighlighting, syntaxTree } from '@codemirror/language'
import { EditorState, StateEffect, StateField } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  EditorView,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view'
import type { TextRange } from './fault.ts'
import { highlighting, look } from './look.ts'
import type { Offer, Offers } from './offers.ts'
import { functions, keywords, types } from './words.ts'

export interface SqlEditor {
  /** Takes the place of what is written, where it is another. */
  write(text: string): void
  /** Shows where something is wrong, until the text changes; null: nowhere. */
  mark(range: TextRange | null): void
  goTo(position: number): void
  destroy(): void
}

interface Options {
  readonly place: HTMLElement
  readonly text: string
  readonly onChange: (text: string) => void
  readonly onRun: () => void
  readonly offersAt: (text: string, position: number) => Offers | null
}

export function createSqlEditor({ place, text, onChange, onRun, offersAt }: Options): SqlEditor {
  const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' })
  const run = () => {
    onRun()
    return true
  }
  const view = new EditorView({
    ...{ root, parent: root },
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([
          { key: 'Mod-Enter', run, preventDefault: true },
          { key: 'Tab', run: acceptCompletion },
          ...[...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap],
          // Escape, then Tab leaves: CodeMirror's own way out.
          indentWithTab,
        ]),
        ...[history(), lineNumbers(), bracketMatching(), closeBrackets(), EditorView.lineWrapping],
        placeholder('SELECT …'),
        sql({ dialect: clickHouse }),
        syntaxHighlighting(highlighting),
        autocompletion({ override: [(context) => completionsOf(context, offersAt)], icons: false }),
        typeOver,
        wrong,
        look,
        EditorView.contentAttributes.of({
          ...{ 'aria-label': 'SQL query', spellcheck: 'false', autocapitalize: 'off', autocorrect: 'off' },
          'aria-description': 'Control and Enter run it. Escape, then Tab leave the editor.',
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString())
        }),
      ],
    }),
  })
  return {
    write: (written) => {
      const { doc } = view.state
      if (doc.toString() !== written) view.dispatch({ changes: { from: 0, to: doc.length, insert: written } })
    },
    mark: (range) => view.dispatch({ effects: markWrong.of(range) }),
    goTo: (position) => {
      const anchor = Math.min(position, view.state.doc.length)
      view.dispatch({ selection: { anchor }, scrollIntoView: true })
      view.focus()
    },
    destroy: () => view.destroy(),
  }
}

const clickHouse = SQLDialect.define({
  keywords: [...new Set(keywords.flatMap((words) => words.toLowerCase().split(' ')))].join(' '),
  types: types.join(' ').toLowerCase(),
  builtin: Object.keys(functions).join(' ').toLowerCase(),
  backslashEscapes: true,
  hashComments: true,
  identifierQuotes: '`"',
  operatorChars: '*+-%<>!=&|~^/?:',
})

/**
 * Typing over a selection. Chromium, left to itself, keeps the look of what was selected by a style attribute, which
 * the page's policy refuses with an error on the console.
 */
const typeOver = EditorView.domEventHandlers({
  beforeinput: ({ inputType, data }, view) => {
    const { from, to, empty } = view.state.selection.main
    if (inputType !== 'insertText' || data === null || empty || view.composing) return false
    const insert = () => view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type' })
    const isTaken = view.state
      .facet(EditorView.inputHandler)
      .some((take) => take(view, from, to, data, insert))
    if (!isTaken) view.dispatch(insert())
    return true
  },
})

/** What stands in a text or a comment is nobody's name. */
function completionsOf(context: CompletionContext, offersAt: Options['offersAt']): CompletionResult | null {
  const within = syntaxTree(context.state).resolveInner(context.pos, -1).name
  if (/String|Comment/.test(within)) return null
  const found = offersAt(context.state.doc.toString(), context.pos)
  if (found === null) return null
  return { from: found.from, options: found.offers.map(completionOf), validFor: /^\{?\w*$/ }
}

/** The nearest to the question first. */
const boosts = { column: 20, view: 10, parameter: 5, function: 0, keyword: -5 } as const

function completionOf({ label, kind, detail, about = '', text = label }: Offer) {
  return {
    ...{ label, type: kind, apply: text, boost: boosts[kind] },
    ...(detail === undefined ? {} : { detail }),
    ...(about === '' ? {} : { info: about }),
  }
}

const markWrong = StateEffect.define<TextRange | null>()
const underlined = Decoration.mark({ class: 'cm-wrong' })

const wrong = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, { docChanged, effects, state }) => {
    const asked = effects.find((effect) => effect.is(markWrong))
    if (asked === undefined) return docChanged ? Decoration.none : marks
    const range = asked.value as TextRange | null
    if (range === null || range.from >= range.to || range.to > state.doc.length) return Decoration.none
    return Decoration.set([underlined.range(range.from, range.to)])
  },
  provide: (field) => EditorView.decorations.from(field),
})
