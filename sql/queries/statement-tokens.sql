-- A statement as the engine understands it, in its own spelling and on one line, and that taken apart.
-- in: query   out: statement; tokens: the kind and text of each that is no white space
-- Fails on a syntax error and on more than one statement, so that nothing hides behind a semicolon or in a comment.
SELECT
  formatQuerySingleLine({query:String}) AS statement,
  arrayMap(
    token -> (token.3, substring(statement, token.1 + 1, token.2 - token.1)),
    arrayFilter(token -> token.3 != 'Whitespace', tokenizeQuery(statement))
  ) AS tokens
