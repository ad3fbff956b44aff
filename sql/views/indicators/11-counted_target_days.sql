-- The days on which attempts were made on an account: since when it has been known.
-- in: slo (nothing here depends on it), from, to (half-open; days that lie in them, if only in part)
-- out: target_account, day; a day may stand more than once
-- Kept by inserts (migration 051): a month of days is read in a moment. Repeats change no day.
CREATE OR REPLACE VIEW counted_target_days{{on_cluster}} AS
SELECT target_account, day
FROM target_days
WHERE {slo:String} = {slo:String}
  AND day >= toDate({from:DateTime}, 'UTC')
  AND day <= toDate({to:DateTime}, 'UTC');
