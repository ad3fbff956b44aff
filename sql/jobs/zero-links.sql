-- Gives the links of ranges that were computed and told nothing a row of zeros: what stood there has vanished.
-- in: slos, starts, ends (arrays of one length: the ranges, half-open), version (that of the rows just computed)
-- The part filled in: link_tier, minute or hour.
-- What was computed has this version or, by another replica, a newer one; what has an older one was not told again.
INSERT INTO slo_links_{{link_tier}} (slo, {{link_tier}}, source_account, target_account, role, version)
SELECT slo, {{link_tier}}, source_account, target_account, role, toDateTime64({version:Float64}, 3, 'UTC')
FROM slo_links_{{link_tier}} FINAL
WHERE slo IN {slos:Array(String)}
  AND {{link_tier}} >= arrayMin({starts:Array(DateTime)})
  AND {{link_tier}} < arrayMax({ends:Array(DateTime)})
  AND version < toDateTime64({version:Float64}, 3, 'UTC')
  AND arrayExists(
    (s, first, last) -> s = slo AND {{link_tier}} >= first AND {{link_tier}} < last,
    {slos:Array(String)}, {starts:Array(DateTime)}, {ends:Array(DateTime)}
  )
SETTINGS do_not_merge_across_partitions_select_final = 1
