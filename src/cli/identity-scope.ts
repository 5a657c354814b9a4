import { desire } from '../flux/desire.ts'
import { observe } from '../flux/observe.ts'
import type { Scope } from '../engine/make-plan.ts'
import { Failure } from '../domain/failure.ts'
import type { ReadPorts } from '../model/ports.ts'
import type { Resource } from '../model/resource.ts'
import { controllerPods } from '../resources/controller-pods.ts'
import { serviceAccount } from '../resources/service-account.ts'
import { instanceRelease } from '../resources/instance-release.ts'
import { workloadPods } from '../resources/workload-pods.ts'
import { BINDING_RESOURCES } from '../resources/table.ts'

const OF_IAM = BINDING_RESOURCES.filter(({ name }) => name !== serviceAccount.name && name !== workloadPods.name)

/**
 * `--only irsa`: role, policy, annotation and the pods that carry it, on a Flux that stands. No Secret is read (helm keeps its releases in
 * them, Git its password), no release is touched: a caller without a right to Secrets and without helm can plan and install it.
 */
export const IDENTITY: Scope = {
  observe: async (ports, settings, place) => {
    const world = await observe(withoutSecrets(ports), settings, place)
    if (world.namespace) return world
    throw new Failure({
      code: 'flux-missing',
      source: 'user',
      message: `there is no namespace ${settings.namespace}: --only irsa gives an identity to a Flux that stands`,
      fix: 'Install all of it first: the same command without --only irsa.',
      docs: 'install.md#the-identity-alone',
    })
  },
  desire,
  resources: [...OF_IAM, leavingTheInstance(serviceAccount), ofRunningPods(controllerPods)],
}

function withoutSecrets(ports: ReadPorts): ReadPorts {
  const { kube, helm } = ports
  return {
    ...ports,
    kube: { ...kube, get: async (ref) => (ref.kind === 'Secret' ? undefined : kube.get(ref)) },
    helm: { ...helm, releases: async () => [] },
  }
}

/** Where the FluxInstance names another role, the operator would set it back at once: that is for a whole install to change. */
function leavingTheInstance(resource: Resource): Resource {
  return {
    ...resource,
    plan: (desired, world) =>
      resource.plan(desired, world).map((step) =>
        step.kind === 'update' && step.needs.includes(instanceRelease.name)
          ? {
              ...step,
              kind: 'conflict',
              reason: 'the FluxInstance names another role for it, and --only irsa leaves the FluxInstance as it is',
              fix: 'The same command without --only irsa, or the role that it names with --role-name NAME.',
            }
          : step,
      ),
  }
}

/** A controller without a pod is not Flux's yet, and nobody here would start it. */
function ofRunningPods(resource: Resource): Resource {
  return { ...resource, plan: (desired, world) => resource.plan(desired, world).filter(({ kind }) => kind !== 'create') }
}
