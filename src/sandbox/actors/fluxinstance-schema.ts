import type { Schema } from '../kube/custom-schema.ts'

const text: Schema = { type: 'string' }
const flag: Schema = { type: 'boolean' }
const texts: Schema = { type: 'object', additionalProperties: text }
const open: Schema = { type: 'object', open: true }
const among = (...words: string[]): Schema => ({ type: 'string', enum: words })

const controllers = ['source', 'kustomize', 'helm', 'notification', 'image-reflector', 'image-automation'].map(
  (name) => `${name}-controller`,
)
const selector = object({
  annotationSelector: text,
  group: text,
  kind: text,
  labelSelector: text,
  name: text,
  namespace: text,
  version: text,
})

const distribution = object(
  {
    artifact: { type: 'string', pattern: '^oci://.*$' },
    artifactPullSecret: text,
    imagePullSecret: text,
    registry: text,
    variant: among('upstream-alpine', 'enterprise-alpine', 'enterprise-distroless', 'enterprise-distroless-fips'),
    version: text,
  },
  ['version', 'registry'],
)

const cluster: Schema = {
  ...object({
    domain: { type: 'string', default: 'cluster.local' },
    multitenant: { type: 'boolean', default: false },
    multitenantWorkloadIdentity: { type: 'boolean', default: false },
    networkPolicy: { type: 'boolean', default: true },
    objectLevelWorkloadIdentity: flag,
    size: among('small', 'medium', 'large'),
    tenantDefaultDecryptionServiceAccount: text,
    tenantDefaultKubeConfigServiceAccount: text,
    tenantDefaultServiceAccount: text,
    type: { ...among('kubernetes', 'openshift', 'aws', 'azure', 'gcp'), default: 'kubernetes' },
  }),
  rules: [
    {
      message: '.objectLevelWorkloadIdentity must be set to true when .multitenantWorkloadIdentity is set to true',
      holds: (self) => self['objectLevelWorkloadIdentity'] === true || self['multitenantWorkloadIdentity'] !== true,
    },
  ],
}

const sync: Schema = {
  ...object(
    {
      interval: { type: 'string', pattern: '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$', default: '1m' },
      kind: among('OCIRepository', 'GitRepository', 'Bucket'),
      name: { type: 'string', maxLength: 63 },
      path: text,
      provider: among('generic', 'aws', 'azure', 'gcp', 'github'),
      pullSecret: text,
      ref: text,
      url: text,
    },
    ['kind', 'path', 'ref', 'url'],
  ),
  rules: [
    {
      message: "sync.provider 'gcp' is only supported for OCIRepository and Bucket",
      holds: ({ provider, kind }) => provider !== 'gcp' || kind !== 'GitRepository',
    },
    {
      message: "sync.provider 'github' is only supported for GitRepository",
      holds: ({ provider, kind }) => provider !== 'github' || kind === 'GitRepository',
    },
    {
      at: 'name',
      message: 'Sync name is immutable',
      holds: ({ name }, before) => name === undefined || before?.['name'] === undefined || name === before['name'],
    },
  ],
}

/** What the API server knows of a FluxInstance. Source: flux-operator `api/v1/fluxinstance_types.go` at v0.58.1. */
export const FLUX_INSTANCE: Schema = {
  ...object({
    apiVersion: text,
    kind: text,
    metadata: open,
    spec: {
      ...object(
        {
          cluster,
          commonMetadata: object({ annotations: texts, labels: texts }),
          components: { type: 'array', items: among(...controllers, 'source-watcher') },
          distribution,
          kustomize: object({ patches: { type: 'array', items: object({ patch: text, target: selector }, ['patch']) } }),
          migrateResources: { type: 'boolean', default: true },
          sharding: object(
            {
              key: { type: 'string', default: 'sharding.fluxcd.io/key' },
              shards: { type: 'array', items: text, minItems: 1 },
              storage: among('ephemeral', 'persistent'),
            },
            ['shards'],
          ),
          storage: object({ class: text, size: text }, ['class', 'size']),
          sync,
          wait: { type: 'boolean', default: true },
        },
        ['distribution'],
      ),
      rules: [
        {
          message: ".spec.storage must be set when .spec.sharding.storage is 'persistent'",
          holds: ({ sharding, storage }) =>
            (sharding as { storage?: string } | undefined)?.storage !== 'persistent' || storage !== undefined,
        },
      ],
    },
    status: open,
  }),
  rules: [
    {
      message: "the only accepted name for a FluxInstance is 'flux'",
      holds: ({ metadata }) => (metadata as { name?: string }).name === 'flux',
    },
  ],
}

function object(properties: Record<string, Schema>, required: string[] = []): Schema {
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) }
}
