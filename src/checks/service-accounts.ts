import { isRoleArn } from '../domain/arn.ts'
import { annotationOwners, isTakenBack } from '../domain/managed-fields.ts'
import { ROLE_ARN_ANNOTATION } from '../domain/ownership.ts'
import { fail, pass, warn, type Check } from './check.ts'
import type { Facts } from './facts.ts'
import { KUBERNETES } from './target.ts'

const section = 'service-accounts'

/** Known from the settings, so that each shows up also when it could not be looked at. */
export const serviceAccountNames = ({ settings }: Facts): string[] => settings.serviceAccounts

export const SERVICE_ACCOUNTS: Check[] = [
  {
    id: 'service-account',
    section,
    title: 'the ServiceAccount exists',
    needs: [...KUBERNETES, 'namespace'],
    names: serviceAccountNames,
    async run({ serviceAccount, settings }, name) {
      if (await serviceAccount(name)) return pass(`${settings.namespace}/${name}`)
      return fail(`there is no ServiceAccount ${settings.namespace}/${name}`, { cause: 'irsa-not-injected', fix: settings.install })
    },
  },
  {
    id: 'annotation',
    section,
    title: 'the ServiceAccount names its role',
    needs: ['service-account/@'],
    names: serviceAccountNames,
    async run({ annotation, settings }, name) {
      const value = await annotation(name)
      const fix = settings.install
      if (value === undefined) {
        return fail(`${settings.namespace}/${name} has no annotation ${ROLE_ARN_ANNOTATION}`, { cause: 'irsa-not-injected', fix })
      }
      if (isRoleArn(value)) return pass(value)
      return fail(`the annotation ${ROLE_ARN_ANNOTATION} of ${settings.namespace}/${name} is no role ARN: ${JSON.stringify(value)}`, {
        evidence: ['expected: arn:PARTITION:iam::ACCOUNT:role/NAME'],
        cause: 'malformed-role-arn',
        fix,
      })
    },
  },
  {
    id: 'annotation-owner',
    section,
    title: 'the annotation stays',
    needs: ['annotation/@'],
    names: serviceAccountNames,
    async run({ serviceAccount, settings }, name) {
      const object = await serviceAccount(name)
      const owners = object ? annotationOwners(object, ROLE_ARN_ANNOTATION) : []
      const managers = owners.map(({ manager }) => manager).join(', ')
      if (owners.length === 0 || owners.some((owner) => !isTakenBack(owner)))
        return pass(managers ? `held by ${managers}` : 'held by nobody else')
      return warn(`the annotation was set by ${managers}: flux-operator takes it back at its next reconcile`, { fix: settings.install })
    },
  },
]
