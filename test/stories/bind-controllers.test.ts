import { expect, test } from 'vitest'
import type { BindingList } from '../../src/identity/binding/list-bindings.ts'
import type { InstallReport } from '../../src/model/report.ts'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import type { ErrorReport } from './json-shapes.ts'
import { bind, bound, namespace, S3 } from './binding.ts'
import { driveJson } from './drive.ts'
import {
  actionOf,
  ANNOTATION,
  annotation,
  CLUSTER,
  fileOf,
  freshSandbox,
  install,
  installedSandbox,
  INSTANCE_PATH,
  MERGE,
  plan,
  podRoles,
  REFLECTOR,
  REPOSITORIES,
  ROLE_ARN,
  serviceAccount,
  writesDuring,
} from './story.ts'
import { workload } from './workload.ts'

const KUSTOMIZE = 'kustomize-controller'
const BOUND_ARN = `arn:aws:iam::123456789012:role/lab-flux-system-${KUSTOMIZE}-irsa`
const BIND = 'flux-irsa bind flux-system/kustomize-controller --cluster lab --region eu-west-1'
const INSTALL = 'flux-irsa install --cluster lab --region eu-west-1'
const BOTH = '--service-account image-automation-controller --service-account image-reflector-controller'

const refused = (sandbox: Parameters<typeof bound>[0], args: string[]) =>
  driveJson<ErrorReport>(sandbox, ['bind', ...args, ...CLUSTER, '--yes', '--policy-arn', S3])

/** As in https://github.com/fluxcd/terraform-provider-flux/issues/84: SOPS with a key of KMS. */
function kmsPolicy(): string {
  const Resource = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d'
  return fileOf({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource }] }, 'kms.json')
}

test('a controller that install gives nothing gets its own role, the operator keeps it, and install goes on beside it', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  const wanted = [`flux-system/${KUSTOMIZE}`, '--policy', kmsPolicy(), '--restart']
  const report = await bound(sandbox, wanted)
  expect(report.plan.notices).toContainEqual(
    expect.stringMatching(/kustomize-controller: a controller of Flux.*install --service-account.*refused until it is unbound/),
  )
  await sandbox.idle()
  expect([annotation(sandbox, KUSTOMIZE), podRoles(sandbox, KUSTOMIZE)]).toEqual([BOUND_ARN, [BOUND_ARN]])

  const path = `/api/v1/namespaces/flux-system/serviceaccounts/${KUSTOMIZE}`
  sandbox.kube.store.patch(path, { metadata: { annotations: { by: 'hand' } } }, { type: MERGE, manager: 'kubectl-annotate' })
  const reconcile = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': '1' } } }
  sandbox.kube.store.patch(INSTANCE_PATH, reconcile, { type: MERGE, manager: 'test' })
  await sandbox.idle()
  // The operator has been here: it took back what kubectl set, and left what bind did.
  expect([annotation(sandbox, KUSTOMIZE), serviceAccount(sandbox, KUSTOMIZE).metadata.annotations?.['by']]).toEqual([BOUND_ARN, undefined])

  const writes = await writesDuring(sandbox, () => bound(sandbox, wanted))
  expect(writes).toEqual([])
  const verified = await driveJson<VerifyReport>(sandbox, ['verify', `flux-system/${KUSTOMIZE}`, ...CLUSTER])
  expect([verified.code, verified.report.verdict]).toEqual([0, 'pass'])
  await install(sandbox, REPOSITORIES)
  expect([annotation(sandbox, KUSTOMIZE), annotation(sandbox, REFLECTOR)]).toEqual([BOUND_ARN, ROLE_ARN])

  const named = [...REPOSITORIES, '--service-account', KUSTOMIZE]
  const { code, report: planned } = await plan(sandbox, named)
  expect([code, actionOf(planned, `service-account/${KUSTOMIZE}`)]).toMatchObject([
    64,
    {
      kind: 'conflict',
      reason: `flux-irsa bind gave it the role ${BOUND_ARN}`,
      fix: expect.stringContaining(`unbind flux-system/${KUSTOMIZE}`),
    },
  ])
  const listed = await driveJson<BindingList>(sandbox, ['list', ...CLUSTER])
  expect(listed.report.bindings.find((one) => one.serviceAccount === KUSTOMIZE)).toMatchObject({ flux: true, managedBy: 'bind' })

  expect((await bind(sandbox, [`flux-system/${KUSTOMIZE}`, '--restart'], 'unbind')).code).toBe(0)
  expect([annotation(sandbox, KUSTOMIZE), podRoles(sandbox, KUSTOMIZE)]).toEqual([undefined, [undefined]])
})

test('beside a Flux that flux-operator did not make it is bound as well', async () => {
  const sandbox = await freshSandbox()
  await sandbox.bringFlux({ by: 'bootstrap' })
  await bound(sandbox, [`flux-system/${KUSTOMIZE}`, '--policy', kmsPolicy(), '--restart'])
  expect(annotation(sandbox, KUSTOMIZE)).toBe(BOUND_ARN)
})

test('a controller that install gave its role is refused before any write, and keeps that role', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  const attach = 'aws iam attach-role-policy --role-name lab-flux-imgctrl-irsa --policy-arn ARN'
  const writes = await writesDuring(sandbox, async () => {
    for (const args of [
      [`flux-system/${REFLECTOR}`],
      ['flux-system/*', '--wildcards', '--role-name', 'all'],
      [`flux-system/${REFLECTOR}`, '--adopt'],
    ])
      expect(await refused(sandbox, args)).toMatchObject({
        code: 64,
        report: { code: 'flux-controller', message: expect.stringContaining('from flux-irsa install'), fix: attach },
      })
  })
  expect(writes).toEqual([])
})

test('also where only its patch in the FluxInstance is left to tell', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  sandbox.kube.store.delete(`/api/v1/namespaces/flux-system/serviceaccounts/${REFLECTOR}`)
  expect(await refused(sandbox, [`flux-system/${REFLECTOR}`, '--create'])).toMatchObject({ code: 64, report: { code: 'flux-controller' } })
})

test("what flux-operator sets by a patch of the user's own is no one's to take over: it would set it back", async () => {
  const patch = `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ${KUSTOMIZE}\n  annotations:\n    ${ANNOTATION}: arn:aws:iam::123456789012:role/sops\n`
  const patches = [{ target: { kind: 'ServiceAccount', name: KUSTOMIZE }, patch }]
  const values = fileOf({ values: { instance: { instance: { kustomize: { patches } } } } })
  const sandbox = await freshSandbox()
  await install(sandbox, [...REPOSITORIES, '-f', values])
  expect(serviceAccount(sandbox, KUSTOMIZE).metadata.annotations?.[ANNOTATION]).toContain('role/sops')
  const { code, report } = await driveJson<InstallReport>(sandbox, [
    'bind',
    `flux-system/${KUSTOMIZE}`,
    ...CLUSTER,
    '--yes',
    '--adopt',
    '--policy-arn',
    S3,
  ])
  expect([code, actionOf(report, `service-account/flux-system/${KUSTOMIZE}`)]).toMatchObject([
    64,
    { kind: 'conflict', reason: expect.stringContaining('flux-operator sets'), fix: expect.stringContaining('spec.kustomize.patches') },
  ])
})

test('a tenant in flux-system, and a program of such a name that is not of Flux, are bound as any, without a word of Flux', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'flux-system')
  const tenant = await bound(sandbox, ['flux-system/team-a', '--create', '--policy-arn', S3])
  await workload(sandbox, { namespace: 'kube-system', name: 'helm-controller' })
  const other = await bound(sandbox, ['kube-system/helm-controller', '--policy-arn', S3, '--restart'])
  expect([...tenant.plan.notices, ...other.plan.notices].filter((notice) => notice.includes('controller of Flux'))).toEqual([])
})

test('verify of a controller names what gives it its role, and list tells that it is one', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  const fixOf = async (name: string) => {
    const { report } = await driveJson<VerifyReport>(sandbox, ['verify', `flux-system/${name}`, ...CLUSTER])
    return report.checks.find(({ status }) => status === 'fail')?.fix
  }
  expect(await fixOf(KUSTOMIZE)).toBe(BIND)
  sandbox.aws.account.roles.delete('lab-flux-imgctrl-irsa')
  expect(await fixOf(REFLECTOR)).toBe(`${INSTALL} ${BOTH}`)
  const listed = await driveJson<BindingList>(sandbox, ['list', ...CLUSTER])
  expect(listed.report.bindings.filter(({ flux }) => flux).map(({ serviceAccount: name }) => name)).toContain(KUSTOMIZE)
})
