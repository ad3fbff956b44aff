-- Uses of tokens, where they may prove a revocation: in the 15 minutes after one.
-- in: slo (nothing here depends on it), from, to (half-open, of the revocations)
-- out: used_token, used_at, outcome (success or auth_error: nothing else tells whether the token was accepted)
-- Only those of tokens that a revocation may be about, and of some others: those it names, and all that were issued for
-- its role. Found by their tokens first, which have an index, and only what is found is read whole and folded: in a busy
-- minute uses of a revoked token are a few among millions.
-- The table is ordered by minute: without revocations there is no minute to look at, and nothing is read.
-- Each use once. Its second telling, by an audit log, proves nothing else: the two are of one second.
CREATE OR REPLACE VIEW counted_uses_after_revocations{{on_cluster}} AS
SELECT token_id AS used_token, time AS used_at, outcome
FROM raw_actions FINAL
WHERE {slo:String} = {slo:String}
  AND time >= {from:DateTime} AND time <= toDateTime64({to:DateTime}, 3) + INTERVAL 15 MINUTE
  AND (toStartOfMinute(time), target_account, event_id) IN (
    SELECT toStartOfMinute(time), target_account, event_id
    FROM raw_actions
    WHERE toStartOfMinute(time) IN (
        SELECT arrayJoin(arrayMap(after -> toStartOfMinute(time) + toIntervalMinute(after), range(16)))
        FROM raw_revocations
        WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
      )
      AND token_id != ''
      AND token_id IN (
        SELECT token_id
        FROM raw_revocations
        WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
        UNION ALL
        SELECT if(token_id = '', event_id, token_id)
        FROM raw_token_issuances
        WHERE time >= {from:DateTime} - INTERVAL 12 HOUR AND time < toDateTime64({to:DateTime}, 3) + INTERVAL 15 MINUTE
          AND (target_account, role) IN (
            SELECT target_account, role
            FROM raw_revocations
            WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3) AND scope != 'token'
          )
      )
  )
  AND phase != 'request' AND token_id != '' AND outcome IN ('success', 'auth_error')
SETTINGS do_not_merge_across_partitions_select_final = 1;
