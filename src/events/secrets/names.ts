/** Which names stand for a secret, and what a secret looks like when its name is gone. */

/**
 * Said of the name in lower case with only its letters and digits: `x-amz-security-token`, `clientToken` and
 * `client_token` all end in `token`. Identifiers of secrets stay, since we join on them and people search by them:
 * `accessKeyId`, `token_id`, `client_token_accessor`, `aws:TokenIssueTime`, `authorization.k8s.io/decision`.
 */
const SECRET_NAME = new RegExp(
  [
    'secret(?!smanager)',
    'passw(?:or)?d',
    'pass(?:phrase|code)',
    'pwds?$',
    'tokens?$',
    'private(?:rsa|ec|ssh|ed25519|pgp)?key',
    'keymaterial',
    'authorization(?:header)?s?$',
    '(?:api|signing|shared|master|encryption|storage)keys?$',
    'cookies?$',
    '(?:^|set)cookie',
    'jwts?$',
    'bearer$',
    'assertions?$',
    'signatures?$',
    'plaintext',
    '^otp$|mfacode|tokencode|^pin$',
  ].join('|'),
)

/** A letter that arrived broken may have been any letter, so a broken name may have been any name. */
const BROKEN = '\uFFFD'

export function isSecretName(name: string): boolean {
  return name.includes(BROKEN) || SECRET_NAME.test(name.toLowerCase().replace(/[^a-z0-9]/g, ''))
}

/** Secrets that are known by their shape, each from its issuer's documented prefix. */
export const secretShapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  // JSON Web Tokens: two encoded JSON objects, then a signature that may be cut off.
  /\beyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g,
  // AWS session tokens of STS.
  /\b(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|FQoDYXdz|AgoJb3JpZ2lu)[\w+/=%-]*/g,
  // HashiCorp Vault's service, batch and recovery tokens.
  /\bhv[sbr]\.[\w-]{8,}/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abposr]-)[\w-]{10,}/g,
  // The credentials of an Authorization header, whatever name they stand under.
  /\b(?:Bearer|Basic|Negotiate)\s+[\w+/=.~-]{8,}/gi,
  // A password in a URL.
  /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/?#@"']{0,200}:)[^\s/?#@"']{1,500}(?=@)/gi,
]
