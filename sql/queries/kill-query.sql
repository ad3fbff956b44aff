-- Ends the query of a reader, known by the mark that its session carries.
-- in: mark
KILL QUERY WHERE Settings['log_comment'] = {mark:String} ASYNC
