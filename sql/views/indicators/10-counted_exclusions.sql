-- What is excluded of an account as a whole, for indicators that judge hours and minutes in which no event lies:
-- silent hours, minutes between two samples, hours without a digest.
-- in: slo, from, to (half-open)   out: account (empty: every one), starts_at, ends_at (half-open)
-- An exclusion that names a role or a principal is left out: a stretch of time has neither.
-- Repeats and cancelling: FINAL takes the newest row of each exclusion.
CREATE OR REPLACE VIEW counted_exclusions{{on_cluster}} AS
SELECT account, starts_at, ends_at
FROM exclusions FINAL
WHERE cancelled_at IS NULL
  AND slo IN ('', {slo:String})
  AND role = ''
  AND principal IN ('', '%')
  AND starts_at < {to:DateTime}
  AND ends_at > {from:DateTime};
