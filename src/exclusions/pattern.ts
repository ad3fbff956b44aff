/** Patterns of principals: `*` for people, LIKE in the tables. */

/** `arn:aws:iam::1:role/test_*` as LIKE: what LIKE would take for a wildcard stands for itself. */
export function likeOf(pattern: string): string {
  return pattern.replace(/[\\%_]/g, '\\$&').replace(/\*+/g, '%')
}

/** The pattern a LIKE was made of. */
export function patternOf(like: string): string {
  return like.replace(/\\([\\%_])|%/g, (_, literal: string | undefined) => literal ?? '*')
}
