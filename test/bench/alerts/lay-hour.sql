-- Lays down an hour of every link: a hundred calls; of those that burn three in ten are bad, of the others one in a thousand.
-- in: slo, links, every (one link in so many burns), at_s (when the hour begins)
INSERT INTO slo_links_hour (slo, hour, source_account, target_account, role, good, total, excluded, version)
SELECT
  {slo:String},
  toDateTime({at_s:UInt32}, 'UTC'),
  toString(100000000000 + number % 200),
  toString(200000000000 + intDiv(number, 4)),
  concat('role-', toString(number % 4)),
  100 - if(number % {every:UInt32} = 0, 30, cityHash64(number, {at_s:UInt32}) % 10 = 0),
  100,
  0,
  now64(3)
FROM numbers({links:UInt32})
