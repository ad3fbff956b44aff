-- What became of each revocation, judged as M4 judges critical ones (sql/slis/m04-time-to-revoke.sql).
-- out: one row a revocation; sql/views/indicators/60-counted_revocation_outcomes.sql says what each outcome means
-- Reads every revocation that is kept. Exclusions that apply to the SLO m04-time-to-revoke hold here, too.
-- Repeats and late data: as there.
CREATE OR REPLACE VIEW revocation_outcomes{{on_cluster}} AS
SELECT *
FROM counted_revocation_outcomes(
  slo = 'm04-time-to-revoke',
  from = toDateTime('2000-01-01 00:00:00'),
  to = toDateTime('2100-01-01 00:00:00')
);
