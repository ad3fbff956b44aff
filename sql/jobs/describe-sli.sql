-- The columns an indicator gives. The part filled in is its SQL. in: slo, from, to   out: name, type
DESCRIBE (
{{sli}}
)
