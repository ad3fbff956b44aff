-- Pairs of accounts that several links in force connect: other roles, or other owners, between the same two.
-- out: one row a pair of source and target with more than one link
-- What has ended and is not used overlaps with nothing. Repeats: as in links.
CREATE OR REPLACE VIEW overlapping_links{{on_cluster}} AS
SELECT
  source_account,
  target_account,
  count() AS links,
  arraySort(groupArray(role)) AS roles,
  arraySort(groupUniqArrayIf(owner, owner != '')) AS owners,
  arraySort(arrayDistinct(groupArrayArray(operations_used))) AS operations_used,
  toBool(length(owners) > 1) AS several_owners,
  max(risk_score) AS highest_risk_score
FROM links
WHERE overlapping
GROUP BY source_account, target_account;
