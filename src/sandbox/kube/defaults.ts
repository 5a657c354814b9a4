import type { KubeObject } from '../../kube/ports.ts'
import type { Resource } from './kinds.ts'
import type { Json } from './list-shapes.ts'

/** Fills what the API server would fill and actors or the product rely on; changes `object`. */
export function fillDefaults(resource: Resource, object: KubeObject): void {
  if (!resource.custom) DEFAULTS[resource.kind]?.(object)
}

const DEFAULTS: Record<string, (object: KubeObject) => void> = {
  Secret(object) {
    object['type'] ??= 'Opaque'
    const plain = object['stringData'] as Record<string, string> | undefined
    if (!plain) return
    const encoded = Object.entries(plain).map(([key, value]) => [key, Buffer.from(value).toString('base64')])
    object['data'] = { ...(object['data'] as Json | undefined), ...Object.fromEntries(encoded) }
    delete object['stringData']
  },
  Namespace(object) {
    object.metadata.labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name }
    object['spec'] ??= { finalizers: ['kubernetes'] }
    object['status'] ??= { phase: 'Active' }
  },
  Pod(object) {
    fillPodSpec((object['spec'] ??= {}) as Json)
    object['status'] ??= { phase: 'Pending' }
  },
  Deployment(object) {
    const spec = fillWorkload(object)
    spec['strategy'] ??= { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } }
    spec['revisionHistoryLimit'] ??= 10
    spec['progressDeadlineSeconds'] ??= 600
  },
  ReplicaSet: fillWorkload,
  CustomResourceDefinition(object) {
    const names = ((object['spec'] as Json | undefined)?.['names'] ?? {}) as { kind?: string; singular?: string; listKind?: string }
    names.singular ??= names.kind?.toLowerCase() ?? ''
    names.listKind ??= `${names.kind}List`
  },
}

function fillWorkload(object: KubeObject): Json {
  const spec = (object['spec'] ??= {}) as Json
  spec['replicas'] ??= 1
  const template = (spec['template'] ??= {}) as Json
  fillPodSpec((template['spec'] ??= {}) as Json)
  return spec
}

function fillPodSpec(spec: Json): void {
  spec['restartPolicy'] ??= 'Always'
  spec['terminationGracePeriodSeconds'] ??= 30
  spec['dnsPolicy'] ??= 'ClusterFirst'
}
