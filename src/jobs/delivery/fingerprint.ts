/**
 * An alert's fingerprint as Alertmanager has it: FNV-1a, 64 bit, over its labels in order of their names.
 * @see https://github.com/prometheus/common/blob/v0.39.0/model/signature.go labelSetToFingerprint
 */
export function fingerprint(labels: Readonly<Record<string, string>>): string {
  let hash = OFFSET
  const names = Object.keys(labels).toSorted((one, other) =>
    Buffer.compare(Buffer.from(one), Buffer.from(other)),
  )
  for (const name of names) {
    for (const part of [name, labels[name] ?? '']) {
      for (const byte of [...Buffer.from(part), SEPARATOR]) {
        hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME)
      }
    }
  }
  return hash.toString(16).padStart(16, '0')
}

const OFFSET = 14_695_981_039_346_656_037n
const PRIME = 1_099_511_628_211n
const SEPARATOR = 0xff
