import { badInput } from '../domain/failure.ts'
import { isDns1123Label, isDns1123Subdomain } from '../domain/names.ts'
import type { ServiceAccountName } from '../domain/web-identity.ts'
import { isPattern } from '../domain/wildcard.ts'
import type { CommandName } from './option.ts'
import { readNamedFile, type ReadFile } from './read-named-file.ts'
import { quoted } from './rule.ts'
import { booleanOf, listOf, textOf, type AllSaid } from './said.ts'
import type { BindingSettings } from '../model/settings.ts'

const FIELD = 'the ServiceAccount'
const ALLOWED = 'NAMESPACE/NAME, both as Kubernetes names them (RFC 1123)'

/**
 * The ServiceAccounts that stand behind the options, and what is said for them; `undefined` where the command takes none, or none was
 * given to verify. Throws bad input for a name that is none, and for a policy document that IAM would not take.
 */
export async function readBinding(
  command: CommandName,
  given: unknown,
  said: AllSaid,
  readFile: ReadFile,
): Promise<BindingSettings | undefined> {
  const isOfRights = command === 'permissions' && textOf(said, 'for') === 'bind'
  const takes = command === 'bind' || command === 'unbind' || command === 'verify' || isOfRights
  const names = Array.isArray(given) ? given.map(String) : []
  if (!takes || (command === 'verify' && names.length === 0)) return undefined
  // A boundary is for all workloads alike.
  if (names.length === 0 && !(isOfRights && booleanOf(said, 'boundary'))) throw badInput(FIELD, 'was not named', ALLOWED)
  const accounts = names.map((name) => accountOf(name, booleanOf(said, 'wildcards') ?? false))
  const once = [...new Map(accounts.map((account) => [`${account.namespace}/${account.name}`, account])).values()]
  const roleEach = booleanOf(said, 'rolePerServiceAccount') ?? false
  if (roleEach) requireNamesOfTheirOwn(once, said)
  const [policyArns, ecrRead, policy] = [listOf(said, 'policyArn'), listOf(said, 'ecrRead'), await readPolicy(said, readFile)]
  return {
    accounts: once,
    roleEach,
    ...(policyArns ? { policyArns } : {}),
    ...(policy ? { policy } : {}),
    ...(ecrRead ? { ecrRead } : {}),
    create: booleanOf(said, 'create') ?? false,
    restart: booleanOf(said, 'restart') ?? false,
    takesAway: command === 'unbind',
  }
}

function accountOf(text: string, wildcards: boolean): ServiceAccountName {
  const [namespace = '', name = '', ...more] = text.split('/')
  if (isPattern(text) && !wildcards) throw badInput(FIELD, `${quoted(text)} holds a wildcard`, 'exact names, or --wildcards beside it')
  // A wildcard may stand for any valid piece, so it is judged as a letter.
  const plain = (part: string) => part.replace(/[*?]/g, 'a')
  if (more.length > 0 || !isDns1123Label(plain(namespace)) || !isDns1123Subdomain(plain(name))) {
    throw badInput(FIELD, `${quoted(text)} is not one`, ALLOWED)
  }
  return { namespace, name }
}

function requireNamesOfTheirOwn(accounts: ServiceAccountName[], said: AllSaid): void {
  const field = said.get('rolePerServiceAccount')?.field ?? '--role-per-service-account'
  for (const key of ['roleName', 'policyName'] as const) {
    const name = said.get(key)
    if (name && accounts.length > 1) throw badInput(field, `does not go with ${name.field}, which names one`, 'one of the two')
  }
  if (accounts.some(({ namespace, name }) => isPattern(namespace + name))) {
    throw badInput(field, 'does not go with wildcards: who will come to match is not known', 'one of the two')
  }
}

async function readPolicy(said: AllSaid, readFile: ReadFile) {
  const path = textOf(said, 'policy')
  if (path === undefined) return undefined
  const field = said.get('policy')?.field ?? '--policy'
  const text = await readNamedFile(field, path, readFile)
  // The schema library is loaded only by those who have a file.
  const { parsePolicyDocument } = await import('./parse-policy-document.ts')
  return parsePolicyDocument(text, field)
}
