-- How many SLOs stand how, by the newest evaluation of each.
SELECT
  countIf(status = 'met') AS met,
  countIf(status = 'breached') AS breached,
  countIf(status = 'incomplete') AS incomplete,
  countIf(status = 'no_data') AS no_data
FROM slo_status
