-- A statement as the engine understands it, in the engine's own spelling: without comments, INSERT in front.
-- in: query   out: statement; words: its bare words in capitals, with '' for every other token
-- Fails on a syntax error and on more than one statement, so that nothing hides behind a semicolon.
SELECT
  formatQuerySingleLine({query:String}) AS statement,
  arrayMap(
    token -> if(token.3 = 'BareWord', upper(substring(statement, token.1 + 1, token.2 - token.1)), ''),
    arrayFilter(token -> token.3 != 'Whitespace', tokenizeQuery(statement))
  ) AS words
