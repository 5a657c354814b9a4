import type { KubeObject } from '../../model/kube.ts'
import type { Resource } from './kinds.ts'
import type { Json } from './list-shapes.ts'

/** Fills what the API server would fill; changes `object`. Defaults belong to no field manager that did not write them. */
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
    fill(fillWorkload(object), {
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    })
  },
  ReplicaSet: fillWorkload,
  StatefulSet(object) {
    fill(fillWorkload(object), { podManagementPolicy: 'OrderedReady', updateStrategy: { type: 'RollingUpdate' }, revisionHistoryLimit: 10 })
  },
  Job(object) {
    fill(fillTemplate(object), { parallelism: 1, completions: 1, backoffLimit: 6, suspend: false })
  },
  PodDisruptionBudget(object) {
    object['status'] ??= { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }
  },
  CustomResourceDefinition(object) {
    const spec = (object['spec'] ??= {}) as Json & { names?: { kind?: string }; versions?: { name: string; storage: boolean }[] }
    const { kind = '' } = (spec.names ??= {})
    fill(spec.names, { singular: kind.toLowerCase(), listKind: `${kind}List` })
    fill(spec, { conversion: { strategy: 'None' } })
    const storedVersions = (spec.versions ?? []).filter((version) => version.storage).map((version) => version.name)
    object['status'] ??= { acceptedNames: { kind: '', plural: '' }, conditions: null, storedVersions }
  },
}

function fill(map: Json, defaults: Json): void {
  for (const [key, value] of Object.entries(defaults)) map[key] ??= value
}

function fillWorkload(object: KubeObject): Json {
  const spec = fillTemplate(object)
  fill(spec, { replicas: 1 })
  return spec
}

function fillTemplate(object: KubeObject): Json {
  const spec = (object['spec'] ??= {}) as Json
  const template = (spec['template'] ??= {}) as Json
  fillPodSpec((template['spec'] ??= {}) as Json)
  object['status'] ??= {}
  return spec
}

interface Container extends Json {
  image?: string
  ports?: Json[]
}

function fillPodSpec(spec: Json): void {
  fill(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  })
  for (const container of [...((spec['containers'] ?? []) as Container[]), ...((spec['initContainers'] ?? []) as Container[])]) {
    fill(container, {
      imagePullPolicy: isFloating(container.image ?? '') ? 'Always' : 'IfNotPresent',
      resources: {},
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
    })
    for (const port of container.ports ?? []) fill(port, { protocol: 'TCP' })
  }
}

function isFloating(image: string): boolean {
  const last = image.slice(image.lastIndexOf('/') + 1)
  return !last.includes('@') && (!last.includes(':') || last.endsWith(':latest'))
}
