-- Lays down a minute of every link: two calls; of those that burn every second one is bad, of the others one in a thousand.
-- in: slo, links, every (one link in so many burns), at_s (when the minute begins)
INSERT INTO slo_links_minute (slo, minute, source_account, target_account, role, good, total, excluded, version)
SELECT
  {slo:String},
  toDateTime({at_s:UInt32}, 'UTC'),
  toString(100000000000 + number % 200),
  toString(200000000000 + intDiv(number, 4)),
  concat('role-', toString(number % 4)),
  2 - if(number % {every:UInt32} = 0, 1, cityHash64(number, {at_s:UInt32}) % 500 = 0),
  2,
  0,
  now64(3)
FROM numbers({links:UInt32})
