-- Keeps how each link of some SLOs stands: its budget over the period and its burn over the last hour.
-- in: those of sql/queries/window-links.sql, which is set in below; known, kinds, allowed (arrays of one length: SLOs, their
--     kinds, and the share of bad events that each objective allows); evaluated_at (Unix seconds, fractional)
-- The budget and burn are those of src/slo/budget.ts, in SQL since there may be a million links; a test holds both together.
-- Of a count neither is known; a level does not burn. An objective of 100 % leaves 1, or minus the number of bad events.
INSERT INTO slo_link_status
  (slo, source_account, target_account, role, evaluated_at, good, total, excluded, budget_remaining_ratio, burn_rate_1h)
WITH
  transform(toString(slo), {known:Array(String)}, {kinds:Array(String)}, '') AS kind,
  transform(toString(slo), {known:Array(String)}, {allowed:Array(Float64)}, toFloat64(0)) AS allowed_ratio,
  total * allowed_ratio AS allowed_events
SELECT
  slo,
  source_account,
  target_account,
  role,
  toDateTime64({evaluated_at:Float64}, 3, 'UTC') AS evaluated_at,
  good,
  total,
  excluded,
  multiIf(
    kind = 'count' OR total = 0, NULL,
    allowed_events = 0, if(good = total, 1., -toFloat64(total - good)),
    1 - (total - good) / allowed_events
  ) AS budget_remaining_ratio,
  if(kind != 'ratio' OR hour_total = 0 OR allowed_ratio = 0, NULL, (hour_total - hour_good) / hour_total / allowed_ratio)
    AS burn_rate_1h
FROM (
{{window-links}}
)
