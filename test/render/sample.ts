import type { Settings } from '../../src/model/settings.ts'
import { desire } from '../../src/flux/desire.ts'
import { fluxPart, type DesiredPolicy, type FluxPart, type Identity } from '../../src/model/desired.ts'
import type { World } from '../../src/model/world.ts'
import { renderingOf, type Rendering } from '../../src/render/rendering.ts'

const ISSUER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE'
export const PASSWORD = 'pa$${word}'

/** An account and a cluster in which nothing is installed. */
export const EMPTY: World = {
  cluster: {
    name: 'prod',
    arn: 'arn:aws:eks:eu-west-1:123456789012:cluster/prod',
    status: 'ACTIVE',
    version: '1.36',
    endpoint: 'https://example.test',
    certificateAuthority: '',
    issuer: ISSUER,
    publicAccess: true,
    privateAccess: false,
  },
  caller: { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ci' },
  region: 'eu-west-1',
  partition: 'aws',
  part: 'flux',
  provider: undefined,
  roles: [],
  candidates: [],
  policies: new Map(),
  namespace: undefined,
  namespaces: [],
  serviceAccounts: [],
  secrets: new Map(),
  releases: [],
  instance: undefined,
  flux: [],
  operator: undefined,
  pods: [],
  associations: [],
}

/** Settings with all that must be escaped somewhere. */
const SETTINGS: Settings = {
  target: { cluster: 'prod' },
  namespace: 'flux-system',
  repositories: ['apps/*', 'web'],
  git: { url: 'https://github.com/acme/fleet', credentials: { kind: 'basic', password: PASSWORD } },
  iam: { permissionsBoundary: 'arn:aws:iam::123456789012:policy/bound', tags: { team: 'a b', größe: 'yes', version: '1.10' } },
  flux: { chartDigests: {} },
  chartValues: {
    operator: {
      extraArgs: ['--x=${a}', '%{ if true }'],
      tolerations: [{ key: 'on', operator: 'Exists' }],
      note: { expression: 'file("/etc/passwd")' },
    },
    instance: {
      commonAnnotations: { 'acme.io/octal': '0o17', 'acme.io/null': 'null' },
      instance: {
        cluster: { size: 'large', networkPolicy: false },
        sharding: { shards: ['a'] },
        kustomize: { patches: [{ target: { kind: 'Deployment' }, patch: '- op: add\n  path: /spec/x\n  value: "${y}"\n' }] },
      },
    },
  },
  adopt: false,
  helm: 'helm',
}

export function rendered(
  world: Partial<World> = {},
  settings: Partial<Settings> = {},
): { desired: FluxPart & Identity & { policy: DesiredPolicy }; rendering: Rendering } {
  const whole = { ...EMPTY, ...world }
  const { desired } = desire({ ...SETTINGS, ...settings }, whole)
  const [identity] = desired.identities
  if (!identity?.policy) throw new Error('the sample has one identity')
  return {
    desired: { ...fluxPart(desired), ...identity, policy: identity.policy },
    rendering: renderingOf(desired, whole, 'flux-irsa 1.2.3'),
  }
}
