import { describe, expect, test } from 'vitest'
import { describeProblems } from '../../../src/slo/problem.ts'
import { readSloDocuments } from '../../../src/slo/read-documents.ts'

const KINDS = new Map([
  ['action', ['request_id', 'token_id']],
  ['audit', ['request_id']],
  ['token_issuance', ['request_id', 'token_id', 'mechanism']],
])

/** The line numbers in these tests are those of this document. */
const SOUND = `apiVersion: openslo/v1
kind: SLI
metadata:
  name: calls
  annotations:
    linkmeter.dev/inputs: "action, token_issuance"
    linkmeter.dev/lookback: 5m
    linkmeter.dev/lookahead: "5m, token_issuance=12h"
    linkmeter.dev/quantiles: "p50=0.5,p95=0.95"
spec:
  description: Calls that work.
  ratioMetric:
    counter: false
    good: { metricSource: { type: linkmeter, spec: { sql: calls.sql } } }
    total: { metricSource: { type: linkmeter, spec: { sql: calls.sql } } }
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: calls
  displayName: Calls work
  annotations:
    linkmeter.dev/owner: Identity platform
    linkmeter.dev/team: identity-platform
    linkmeter.dev/runbook: https://example.org/calls
spec:
  service: delegated-access
  indicatorRef: calls
  timeWindow:
    - duration: 30d
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - target: 0.995
  alertPolicies:
    - alertPolicyRef: page
---
apiVersion: openslo/v1
kind: AlertCondition
metadata:
  name: fast
  annotations:
    linkmeter.dev/short-window: 5m
    linkmeter.dev/budget-share: 2%
spec:
  severity: page
  condition:
    kind: burnrate
    threshold: 14.4
    lookbackWindow: 1h
    alertAfter: 0m
---
apiVersion: openslo/v1
kind: AlertPolicy
metadata:
  name: page
spec:
  alertWhenBreaching: true
  alertWhenResolved: true
  alertWhenNoData: false
  conditions:
    - conditionRef: fast
  notificationTargets:
    - targetRef: pager
---
apiVersion: openslo/v1
kind: AlertNotificationTarget
metadata:
  name: pager
spec:
  target: alertmanager
`

function changed(from: string, to: string, text = SOUND): string {
  if (!text.includes(from)) throw new Error(`the document has no ${from}`)
  return text.replace(from, to)
}

const readText = (text: string) => readSloDocuments([{ path: 'slos/calls.yaml', text }], KINDS)

/** `line: problem` of each. */
const problemsOf = (text: string) => readText(text).problems.map(({ line, problem }) => `${line}: ${problem}`)

describe('a sound document', () => {
  test('gives an SLO with everything it names', () => {
    const { slos, problems } = readText(SOUND)
    expect(problems).toEqual([])
    expect(slos).toEqual([
      {
        name: 'calls',
        title: 'Calls work',
        description: 'Calls that work.',
        objective: 0.995,
        kind: 'ratio',
        window: { type: 'rolling', seconds: 2_592_000 },
        sql: 'calls.sql',
        folder: 'slos',
        policies: [
          {
            name: 'page',
            title: 'page',
            description: '',
            severity: 'page',
            long_s: 3_600,
            short_s: 300,
            threshold: 14.4,
            budget_share: 0.02,
            minimum_bad: 5,
            critical_only: false,
          },
        ],
        owner: 'Identity platform',
        team: 'identity-platform',
        runbook: 'https://example.org/calls',
        inputs: ['action', 'token_issuance'],
        grouping: 'link',
        grain_s: 60,
        lookback: { default_s: 300, by_kind: {} },
        lookahead: { default_s: 300, by_kind: { token_issuance: 43_200 } },
        maturity_s: 0,
        values: [],
        subject: null,
        subject_keys: {},
        continuous: false,
        undecided_for_s: null,
        critical: false,
        service: 'delegated-access',
        breach_severity: 'ticket',
        quantiles: { p50: 0.5, p95: 0.95 },
        checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ])
  })

  test('may be spread over files in any order, its SQL beside the indicator', () => {
    const [indicator = '', ...others] = SOUND.split('---\n')
    const { slos, problems } = readSloDocuments([
      { path: 'mine/slos.yaml', text: others.join('---\n') },
      { path: 'mine/indicators/calls.yaml', text: indicator },
    ])
    expect(problems).toEqual([])
    expect(slos.map(({ folder }) => folder)).toEqual(['mine/indicators'])
  })

  test('may write its indicator, policies and conditions out in place', () => {
    const text = `apiVersion: openslo/v1
kind: SLO
metadata:
  name: inline
  annotations: { linkmeter.dev/owner: o, linkmeter.dev/team: t, linkmeter.dev/runbook: r, other.org/x: "1" }
spec:
  service: s
  indicator:
    metadata:
      name: inline
      annotations: { linkmeter.dev/inputs: action, linkmeter.dev/lookback: 0m, linkmeter.dev/lookahead: 0m }
    spec:
      ratioMetric:
        counter: false
        good: { metricSource: { type: linkmeter, spec: { sql: a.sql } } }
        total: { metricSource: { type: linkmeter, spec: { sql: a.sql } } }
  budgetingMethod: Occurrences
  objectives: [{ targetPercent: 99.95 }]
  alertPolicies:
    - kind: AlertPolicy
      metadata: { name: page }
      spec:
        conditions:
          - kind: AlertCondition
            metadata: { name: fast }
            spec: { severity: page, condition: { threshold: 6, lookbackWindow: 6h } }
`
    const { slos, problems } = readText(text)
    expect(describeProblems(problems)).toBe('')
    expect(slos.map(({ objective, window, policies }) => [objective, window, policies[0]?.short_s])).toEqual([
      [0.9995, { type: 'rolling', seconds: 2_592_000 }, 1_800],
    ])
    const wrong = changed(
      'lookbackWindow: 6h',
      'lookbackWindow: 6x',
      changed('linkmeter.dev/inputs: action', 'linkmeter.dev/inputs: acton', text),
    )
    expect(problemsOf(wrong)).toEqual([
      '26: spec.alertPolicies[0].spec.conditions[0].spec.condition.lookbackWindow is wrong: "6x" is not a duration.',
    ])
    expect(problemsOf(changed('linkmeter.dev/inputs: action', 'linkmeter.dev/inputs: acton', text))).toEqual([
      '11: There is no kind of event named acton.',
    ])
  })

  test('takes 100 % from its annotation, whatever stands in target', () => {
    const [slo] = readText(
      changed('linkmeter.dev/team', 'linkmeter.dev/objective: "100%"\n    linkmeter.dev/team'),
    ).slos
    expect(slo?.objective).toBe(1)
  })

  test('may be a count with an allowance and no policies', () => {
    const counting = changed(
      'linkmeter.dev/quantiles',
      'linkmeter.dev/kind: count\n    linkmeter.dev/continuous: "true"\n    linkmeter.dev/quantiles',
    )
      .replace('linkmeter.dev/team', 'linkmeter.dev/allowance: "0"\n    linkmeter.dev/team')
      .replace('  alertPolicies:\n    - alertPolicyRef: page\n', '')
    const { slos, problems } = readText(counting)
    expect(describeProblems(problems)).toBe('')
    expect(slos).toMatchObject([{ kind: 'count', objective: 0, continuous: true, policies: [] }])
  })

  test('may name values of its measures', () => {
    const formulas = 'linkmeter.dev/values: "cost[*]=amount[*]/units[*], untagged=none/all"'
    const [slo] = readText(
      changed('linkmeter.dev/quantiles', `${formulas}\n    linkmeter.dev/quantiles`),
    ).slos
    expect(slo?.values).toEqual([
      { name: 'cost[*]', numerator: 'amount[*]', denominator: 'units[*]' },
      { name: 'untagged', numerator: 'none', denominator: 'all' },
    ])
  })

  test('may count by calendar month in a time zone', () => {
    const calendar =
      'duration: 1M\n      calendar: { startTime: 2026-01-01 00:00:00, timeZone: Europe/Berlin }'
    const { slos, problems } = readText(changed('duration: 30d\n      isRolling: true', calendar))
    expect(describeProblems(problems)).toBe('')
    expect(slos[0]?.window).toEqual({ type: 'calendar', unit: 'month', timeZone: 'Europe/Berlin' })
  })

  test('applies a policy for critical SLOs only where it is critical', () => {
    const guarded = changed(
      'linkmeter.dev/short-window',
      'linkmeter.dev/critical-only: "true"\n    linkmeter.dev/short-window',
    )
    const critical = changed(
      'linkmeter.dev/team',
      'linkmeter.dev/critical: "true"\n    linkmeter.dev/team',
      guarded,
    )
    expect(readText(guarded).slos[0]?.policies).toEqual([])
    expect(readText(critical).slos[0]?.policies.map(({ name }) => name)).toEqual(['page'])
  })
})

describe('the checksum', () => {
  const checksum = (text: string) => readText(text).slos[0]?.checksum

  test.each([
    ['the SQL file', SOUND.replaceAll('calls.sql', 'other.sql')],
    ['a reach', changed('token_issuance=12h', 'token_issuance=6h')],
    ['the inputs', changed('"action, token_issuance"', '"action, token_issuance, audit"')],
    [
      'being continuous',
      changed('linkmeter.dev/lookback', 'linkmeter.dev/continuous: "true"\n    linkmeter.dev/lookback'),
    ],
    ['the grain', changed('linkmeter.dev/lookback', 'linkmeter.dev/grain: hour\n    linkmeter.dev/lookback')],
  ])('changes with %s', (_, text) => {
    expect(checksum(text)).toMatch(/^[0-9a-f]{64}$/)
    expect(checksum(text)).not.toBe(checksum(SOUND))
  })

  test.each([
    ['the objective', changed('0.995', '0.9')],
    ['the owner', changed('Identity platform', 'Somebody else')],
    ['the order of inputs', changed('"action, token_issuance"', '"token_issuance, action"')],
  ])('stays with another value of %s', (_, text) => expect(checksum(text)).toBe(checksum(SOUND)))
})

describe('a wrong field is named with its line', () => {
  const sloInserted = (line: string) =>
    changed('    linkmeter.dev/team', `    ${line}\n    linkmeter.dev/team`)
  const sliInserted = (line: string) =>
    changed('    linkmeter.dev/lookback', `    ${line}\n    linkmeter.dev/lookback`)

  test.each([
    [
      'apiVersion',
      changed('kind: SLI', 'kind: SLI').replace('openslo/v1', 'openslo/v2'),
      '1: apiVersion must be openslo/v1.',
    ],
    ['kind', changed('kind: SLI', 'kind: SLIs'), '2: kind is "SLIs", which is unknown.'],
    ['no kind', changed('kind: SLI\n', ''), '1: kind is missing.'],
    [
      'name',
      changed('name: calls\n  displayName', 'name: Calls!\n  displayName'),
      '20: metadata.name has characters that a name may not have.',
    ],
    ['no name', changed('  name: calls\n  displayName', '  displayName'), '19: metadata.name is missing.'],
    [
      'target of 1',
      changed('target: 0.995', 'target: 1.0'),
      '34: spec.objectives[0].target must be below 1.',
    ],
    ['target of 0', changed('target: 0.995', 'target: 0'), '34: spec.objectives[0].target must be above 0.'],
    [
      'target as text',
      changed('target: 0.995', 'target: "0.995"'),
      '34: spec.objectives[0].target must be a number.',
    ],
    [
      'target in percent',
      changed('target: 0.995', 'targetPercent: 100'),
      '34: spec.objectives[0].targetPercent must be below 100.',
    ],
    [
      'two targets',
      changed('target: 0.995', 'target: 0.995\n      targetPercent: 99.5'),
      '34: spec.objectives[0] needs exactly one of target and targetPercent.',
    ],
    [
      'two objectives',
      changed('    - target: 0.995', '    - target: 0.995\n    - target: 0.9'),
      '33: spec.objectives must be at most 1 item long.',
    ],
    [
      'budgeting method',
      changed('Occurrences', 'Timeslices'),
      '32: spec.budgetingMethod must be Occurrences.',
    ],
    [
      'window',
      changed('duration: 30d', 'duration: 30x'),
      '30: spec.timeWindow[0].duration is wrong: "30x" is no rolling window.',
    ],
    [
      'rolling month',
      changed('duration: 30d', 'duration: 1M'),
      '30: spec.timeWindow[0].duration is wrong: "1M" is no rolling window.',
    ],
    [
      'neither rolling nor calendar',
      changed('isRolling: true', 'isRolling: false'),
      '31: spec.timeWindow[0].isRolling must be true where no calendar is given.',
    ],
    [
      'time zone',
      changed(
        '30d\n      isRolling: true',
        '1M\n      calendar: { startTime: 2026-01-01 00:00:00, timeZone: Mars/Olympus }',
      ),
      '31: spec.timeWindow[0].calendar.timeZone is wrong: "Mars/Olympus" is no time zone of the IANA database.',
    ],
    [
      'start of month',
      changed(
        '30d\n      isRolling: true',
        '1M\n      calendar: { startTime: 2026-01-15 00:00:00, timeZone: UTC }',
      ),
      '31: spec.timeWindow[0].calendar.startTime is not the start of a month.',
    ],
    [
      'no indicator',
      changed('  indicatorRef: calls\n', ''),
      '26: spec needs exactly one of indicator and indicatorRef.',
    ],
    [
      'no owner',
      changed('    linkmeter.dev/owner: Identity platform\n', ''),
      '22: metadata.annotations.linkmeter.dev/owner is missing.',
    ],
    [
      'no annotations',
      changed(
        '\n  annotations:\n    linkmeter.dev/short-window: 5m\n    linkmeter.dev/budget-share: 2%',
        '\n  annotations: 5',
      ),
      '42: metadata.annotations must be a mapping.',
    ],
    [
      'no inputs',
      changed('    linkmeter.dev/inputs: "action, token_issuance"\n', ''),
      '5: metadata.annotations.linkmeter.dev/inputs is missing.',
    ],
    [
      'unknown kind of event',
      sliInserted('linkmeter.dev/kind: ratio').replace(
        '"action, token_issuance"',
        '"action, token_issuance, logins"',
      ),
      '6: There is no kind of event named logins.',
    ],
    [
      'reach of a kind that is no input',
      changed('token_issuance=12h', 'audit=12h'),
      '8: The lookahead names audit, which is none of the inputs.',
    ],
    [
      'key without a subject',
      sliInserted('linkmeter.dev/subject-keys: "token_issuance=token_id"'),
      '7: There are keys, but no subject to find by them.',
    ],
    [
      'key of a kind that is no input',
      sliInserted('linkmeter.dev/subject: action\n    linkmeter.dev/subject-keys: "audit=request_id"'),
      '8: A key is given for audit, which is none of the inputs.',
    ],
    [
      'key that the subject lacks',
      sliInserted(
        'linkmeter.dev/subject: action\n    linkmeter.dev/subject-keys: "token_issuance=mechanism"',
      ),
      '8: The kind action has no column mechanism.',
    ],
    [
      'lookback',
      changed('lookback: 5m', 'lookback: 5'),
      '7: metadata.annotations.linkmeter.dev/lookback must be a text.',
    ],
    [
      'lookahead',
      changed('token_issuance=12h', 'token_issuance=12'),
      '8: metadata.annotations.linkmeter.dev/lookahead is wrong: "5m, token_issuance=12" is not a duration with, if need be, durations of kinds.',
    ],
    [
      'quantile',
      changed('p95=0.95', 'p95=95'),
      '9: metadata.annotations.linkmeter.dev/quantiles is wrong: "p50=0.5,p95=95" is not a list of quantiles.',
    ],
    [
      'grain',
      sliInserted('linkmeter.dev/grain: second'),
      '7: metadata.annotations.linkmeter.dev/grain must be minute or hour or day.',
    ],
    [
      'grouping',
      sliInserted('linkmeter.dev/grouping: region'),
      '7: metadata.annotations.linkmeter.dev/grouping must be link or source_account or target_account or role.',
    ],
    [
      'maturity',
      sliInserted('linkmeter.dev/maturity: soon'),
      '7: metadata.annotations.linkmeter.dev/maturity is wrong: "soon" is not a duration.',
    ],
    [
      'kind',
      sliInserted('linkmeter.dev/kind: gauge'),
      '7: metadata.annotations.linkmeter.dev/kind must be ratio or count or level.',
    ],
    [
      'a count without its allowance',
      sliInserted('linkmeter.dev/kind: count'),
      '23: Its indicator is a count, and how many there may be is not said.',
    ],
    [
      'burn rates of a level',
      sliInserted('linkmeter.dev/kind: level'),
      '36: Its indicator is a level, which has no burn rate.',
    ],
    [
      'an allowance of a ratio',
      sloInserted('linkmeter.dev/allowance: "1"'),
      '24: Its indicator is a ratio, which has no allowance.',
    ],
    [
      'allowance',
      sloInserted('linkmeter.dev/allowance: "-1"'),
      '24: metadata.annotations.linkmeter.dev/allowance is wrong: "-1" is not a whole number.',
    ],
    [
      'a value of each over one',
      sliInserted('linkmeter.dev/values: "cost[*]=amount[*]/units"'),
      '7: metadata.annotations.linkmeter.dev/values is wrong: "cost[*]=amount[*]/units" is not a list of values.',
    ],
    [
      'critical without quotes',
      sloInserted('linkmeter.dev/critical: true'),
      '24: metadata.annotations.linkmeter.dev/critical must be true or false.',
    ],
    [
      'objective',
      sloInserted('linkmeter.dev/objective: "101%"'),
      '24: metadata.annotations.linkmeter.dev/objective is wrong: "101%" is not a percentage above 0 and up to 100.',
    ],
    [
      'misspelt annotation',
      sloInserted('linkmeter.dev/onwer: me'),
      '24: metadata.annotations.linkmeter.dev/onwer is not a field that linkmeter knows.',
    ],
    [
      'misspelt field',
      changed('alertPolicies:', 'alertPolicy:'),
      '35: spec.alertPolicy is not a field that linkmeter knows.',
    ],
    [
      'unknown indicator',
      changed('indicatorRef: calls', 'indicatorRef: cals'),
      '28: There is no SLI named cals.',
    ],
    [
      'unknown policy',
      changed('alertPolicyRef: page', 'alertPolicyRef: pages'),
      '36: There is no AlertPolicy named pages.',
    ],
    [
      'unknown condition',
      changed('conditionRef: fast', 'conditionRef: slow'),
      '62: There is no AlertCondition named slow.',
    ],
    [
      'unknown target',
      changed('targetRef: pager', 'targetRef: phone'),
      '64: There is no AlertNotificationTarget named phone.',
    ],
    [
      'unknown data source',
      changed('type: linkmeter,', 'type: linkmeter, metricSourceRef: ch,'),
      '14: There is no DataSource named ch.',
    ],
    [
      'policy as text',
      changed('- alertPolicyRef: page', '- page'),
      '36: spec.alertPolicies[0] must be a mapping.',
    ],
    [
      'two SQL files',
      changed('sql: calls.sql } } }\n    total', 'sql: call.sql } } }\n    total'),
      '15: spec.ratioMetric.total.metricSource.spec.sql names another file than good does.',
    ],
    [
      'no SQL file',
      SOUND.replaceAll('calls.sql', 'calls'),
      '14: spec.ratioMetric.good.metricSource.spec.sql is not the relative path of a .sql file.',
    ],
    [
      'other metric source',
      changed('type: linkmeter', 'type: Prometheus'),
      '14: spec.ratioMetric.good.metricSource.type must be linkmeter.',
    ],
    ['severity', changed('severity: page', 'severity: sev1'), '46: spec.severity must be page or ticket.'],
    [
      'threshold',
      changed('threshold: 14.4', 'threshold: 14'),
      '49: spec.condition.threshold is 14, but the budget share gives 14.4 for 30 days.',
    ],
    [
      'long window',
      changed('lookbackWindow: 1h', 'lookbackWindow: an hour'),
      '50: spec.condition.lookbackWindow is wrong: "an hour" is not a duration.',
    ],
    [
      'short window',
      changed('short-window: 5m', 'short-window: 2h'),
      '43: The short window must be in whole minutes and shorter than the long one.',
    ],
    ['alertAfter', changed('alertAfter: 0m', 'alertAfter: 5m'), '51: spec.condition.alertAfter must be 0m.'],
  ])('%s', (_, text, expected) => {
    const { problems } = readText(text)
    expect(problemsOf(text)).toContain(expected)
    for (const { path, remedy } of problems) {
      expect(path).toBe('slos/calls.yaml')
      expect(remedy).toMatch(/^[A-Z].*\.$/)
    }
  })

  test.each([
    [
      'what names a wrong document is left out without a second complaint',
      changed('counter: false', 'counter: no'),
    ],
    ['so is what needs a wrong condition', changed('severity: page', 'severity: sev1')],
  ])('%s', (_, text) => {
    expect(readText(text).problems).toHaveLength(1)
    expect(readText(text).slos).toEqual([])
  })
})

describe('names', () => {
  test('may be used once for a kind of document, over all files', () => {
    const { slos, problems } = readSloDocuments([
      { path: 'a.yaml', text: SOUND },
      { path: 'b.yaml', text: SOUND.split('---\n')[1] ?? '' },
    ])
    expect(describeProblems(problems)).toBe(
      'b.yaml:4: metadata.name: There is already an SLO named calls at a.yaml:20. Give one of them another name.',
    )
    expect(slos).toHaveLength(1)
  })

  test('of an SLI and an SLO may be the same', () => expect(problemsOf(SOUND)).toEqual([]))
})

describe('one bad document hides none of the others', () => {
  test('broken YAML is named with its line, and what stands around it is read', () => {
    const broken = `${SOUND}---\nkind: SLO\nmetadata: [\n---\nkind: Unknown\n`
    expect(readText(broken).slos.map(({ name }) => name)).toEqual(['calls'])
    expect(problemsOf(broken).join('\n')).toMatch(
      /^75: The YAML is wrong: .*\n76: kind is "Unknown", which is unknown\.$/s,
    )
  })

  test.each([
    [
      'a key twice',
      changed('  service: delegated-access', '  service: one\n  service: two'),
      /^28: The YAML is wrong: Map keys must be unique/,
    ],
    ['a tab', changed('  service:', '\tservice:'), /^2[67]: The YAML is wrong: /],
    ['an unclosed quote', changed('"action, token_issuance"', '"action'), /^\d+: The YAML is wrong: /],
    ['an unknown alias', changed('target: alertmanager', 'target: *pager'), /^\d+: The YAML is wrong: /],
  ])('%s', (_, text, expected) => expect(problemsOf(text)[0]).toMatch(expected))

  test('aliases that unfold without end stop at a problem', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const inner = level === 0 ? 'x' : `*a${level - 1}`
      return `a${level}: &a${level} [${Array(10).fill(inner).join(', ')}]`
    })
    expect(problemsOf(levels.join('\n'))).toEqual([
      expect.stringMatching(/^1: The YAML is wrong: Excessive alias count/),
    ])
  })

  test.each([
    ['', '1: The file holds no document.'],
    ['# only a comment\n', '1: The file holds no document.'],
    ['- a list\n', '1: The document is not a mapping.'],
    ['just text', '1: The document is not a mapping.'],
  ])('%j', (text, expected) => expect(problemsOf(text)).toEqual([expected]))

  test('everything that is wrong is told at once, in the order of files and lines', () => {
    const wrong = changed(
      'target: 0.995',
      'target: 2',
      changed('indicatorRef: calls', 'indicatorRef: nothing', changed('duration: 30d', 'duration: never')),
    )
    const { slos, problems } = readSloDocuments([
      { path: 'z.yaml', text: wrong },
      { path: 'a.yaml', text: 'kind: Nothing' },
      {
        path: 'good.yaml',
        text: SOUND.replaceAll('name: ', 'name: my-').replace(/Ref: (?=calls|page|fast|pager)/g, 'Ref: my-'),
      },
    ])
    expect(problems.map(({ path, line }) => `${path}:${line}`)).toEqual([
      'z.yaml:28',
      'z.yaml:30',
      'z.yaml:34',
      'a.yaml:1',
    ])
    expect(slos.map(({ name }) => name)).toEqual(['my-calls'])
  })
})
