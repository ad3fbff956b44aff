-- Notes that the hours are rolled up. in: slo, rolled_s
INSERT INTO slo_progress (slo, computed_to, written_at) VALUES ({slo:String}, toDateTime({rolled_s:UInt32}, 'UTC'), now64(3))
