-- The days on which attempts were made on an account: since when it has been known.
-- in: slo (unused; every counted view takes it), from, to (half-open; why the end is compared as a DateTime64: counted.sql)
-- out: target_account, day (each once)
-- Cheap: two columns, without folding repeats, which change no day.
CREATE OR REPLACE VIEW counted_target_days{{on_cluster}} AS
SELECT DISTINCT target_account, day
FROM (
  SELECT DISTINCT target_account, toDate(time) AS day
  FROM raw_actions
  WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3) AND {slo:String} != ''
  UNION ALL
  SELECT DISTINCT target_account, toDate(time) AS day
  FROM raw_token_issuances
  WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
);
