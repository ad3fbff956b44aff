/** The catalogue of sources. A new source is a file in sources/ and a line here. */
import type { SourceDefinition } from './source.ts'
import { cloudtrail } from './sources/cloudtrail.ts'
import { focus } from './sources/focus.ts'
import { guardduty } from './sources/guardduty.ts'
import { type KubernetesSettings, kubernetesAudit } from './sources/kubernetes-audit.ts'
import { native } from './sources/native.ts'
import { type OpaSettings, opa } from './sources/opa.ts'
import { otlpTraces } from './sources/otlp-traces.ts'
import { type VaultSettings, vault } from './sources/vault.ts'

/** What records leave unsaid and only their operator knows. */
export interface SourceSettings extends VaultSettings, OpaSettings, KubernetesSettings {}

/** Every source, in order of trust: of two audit logs that tell of one thing the earlier is preferred. */
export function sourcesOf(settings: SourceSettings) {
  return {
    native,
    cloudtrail,
    vault: vault(settings),
    opa: opa(settings),
    'kubernetes-audit': kubernetesAudit(settings),
    'otlp-traces': otlpTraces,
    guardduty,
    focus,
  } as const satisfies Record<string, SourceDefinition>
}

/** The sources of someone who has set nothing. */
export const sources = sourcesOf({
  vault_correlation_header: '',
  opa_request_id_path: ['request_id'],
  kubernetes_cluster: '',
  kubernetes_account: '',
})

export type Sources = ReturnType<typeof sourcesOf>
export type SourceName = keyof Sources

export const sourceNames = Object.keys(sources) as SourceName[]

export function isSourceName(name: string): name is SourceName {
  return Object.hasOwn(sources, name)
}
