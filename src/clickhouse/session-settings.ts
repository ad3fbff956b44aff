/** The settings every connection of ours runs with, whatever it talks to. */
import type { ClickHouseSettings } from '@clickhouse/client'

export const sessionSettings = {
  // A block must be stored when its insert returns.
  async_insert: 0,
  // Skipping a repeated block would also skip its dirty marks (DESIGN.md, idea 3).
  insert_deduplicate: 0,
  // Replacing inside each block costs three times the insert itself, and readers use FINAL anyway.
  optimize_on_insert: 0,
  // A batch of late events may touch more than the default 100 days; refusing it would never end.
  max_partitions_per_insert_block: '0',
  session_timezone: 'UTC',
  // 64-bit counts as JSON numbers: ours stay far below 2^53.
  output_format_json_quote_64bit_integers: 0,
  // Decimals as JSON text: a JSON number becomes a float, which is no place for money.
  output_format_json_quote_decimals: 1,
  date_time_output_format: 'iso',
  date_time_input_format: 'best_effort',
} as const satisfies ClickHouseSettings
