/** What the view for debugging counts and lists. */
import { facts } from './facts.ts'

export const debugFigures = facts({
  inputs: {
    definition:
      'An input is a source on a topic, or HTTP. It is behind when its oldest unread message is over 2 minutes old, and silent when it was quiet for the longer of 15 minutes and ten times its usual gap.',
    query:
      'SELECT source, topic, state, newest_event, quiet_s, usual_gap_s, unread, events\nFROM inputs\nORDER BY state, source',
    kinds: [],
  },
  dead_letters: {
    definition:
      'Records that could not be read as an event, kept with their reason until they are replayed or discarded.',
    query:
      'SELECT source, topic, reason, count() AS records, max(received_at) AS last_at\nFROM dead_letters FINAL\nGROUP BY source, topic, reason\nORDER BY last_at DESC',
    kinds: [],
  },
  failures: {
    definition:
      "Calls of the last day that did not succeed, the caller's own mistakes among them; unknown outcomes are left out.",
    query:
      "SELECT operation, outcome, error_type, target_account, role, count() AS calls, uniqExact(principal) AS principals\nFROM actions\nWHERE time > now() - INTERVAL 1 DAY\n  AND outcome NOT IN ('success', 'unknown')\n  AND phase != 'request'\nGROUP BY ALL\nORDER BY calls DESC\nLIMIT 200",
    kinds: ['action'],
  },
  exchange_failures: {
    definition: 'Attempts to get a token in the last day that failed, AssumeRole among them.',
    query:
      "SELECT mechanism, broker, outcome, error_type, source_account, role, target_account, count() AS attempts\nFROM token_issuances\nWHERE time > now() - INTERVAL 1 DAY\n  AND outcome NOT IN ('success', 'unknown')\n  AND phase != 'request'\nGROUP BY ALL\nORDER BY attempts DESC\nLIMIT 200",
    kinds: ['token_issuance'],
  },
  permission_changes: {
    definition:
      'Changes of policies, and of what links were granted, in the last week, with what was added and removed.',
    query:
      'SELECT time, kind, actor, change_type, policy, planned, added, removed, role, target_account\nFROM permission_history\nWHERE time > now() - INTERVAL 7 DAY\nORDER BY time DESC\nLIMIT 200',
    kinds: ['policy_change', 'link_lifecycle'],
  },
  brokers: {
    definition:
      'What brokers told of themselves in the last day: the mean of each step, and the most of its queues.',
    query:
      'SELECT toStartOfFifteenMinutes(time) AS step, broker, avg(cpu_ratio) AS cpu\nFROM broker_samples\nWHERE time > now() - INTERVAL 1 DAY\nGROUP BY step, broker\nORDER BY step',
    kinds: ['broker_sample'],
  },
  quotas: {
    definition:
      'How much of each quota was used by its last sample of the last day. Low: under 20 % is left (A3).',
    query:
      'SELECT account, service, quota, used_value, limit_value, headroom_ratio, sampled_at\nFROM quota_headroom\nORDER BY headroom_ratio\nLIMIT 100',
    kinds: ['quota_sample'],
  },
  anomalies: {
    definition:
      'Costs of a service and day far above those of the same weekday over the eight weeks before (A4), and services that are new.',
    query:
      "SELECT day, account, service, currency, verdict, cost, median, threshold\nFROM billing_anomalies\nWHERE verdict IN ('anomaly', 'new')\nORDER BY day DESC, cost DESC\nLIMIT 200",
    kinds: ['cost_sample'],
  },
  deliveries: {
    definition: 'Log files of the last day whose every attempt to be delivered failed.',
    query:
      "SELECT object_key, any(log_type) AS log, any(target_account) AS account, count() AS attempts\nFROM log_deliveries\nWHERE time > now() - INTERVAL 1 DAY\nGROUP BY object_key\nHAVING countIf(outcome = 'success') = 0\nORDER BY attempts DESC\nLIMIT 100",
    kinds: ['log_delivery'],
  },
})
