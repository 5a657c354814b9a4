import { expect, test } from 'vitest'
import { OPTIONS } from '../../src/config/options.ts'
import { RULES } from '../../src/config/validate.ts'
import { sourceFiles } from '../architecture/source-files.ts'

const keys = OPTIONS.map(({ key }) => key)

/** A name or a file, whose rule is that it is there: who looks, under src/. */
const JUDGED_BY: Record<string, string> = {
  // It hands the name to the SDK, which names a profile that is not there.
  profile: 'aws/session.ts',
  context: 'kube/kubeconfig-connection.ts',
  policy: 'config/binding-settings.ts',
  config: 'config/load-settings.ts',
  plan: 'config/load-settings.ts',
  helm: 'helm/process.ts',
}

/** Where the ways to a password are a list of keys, of which each is looked up. */
const LISTS = ['config/git-credentials.ts', 'config/password-source.ts']

/** Whether the code looks a key up: `textOf(said, 'cluster')`, `said.get('cluster')`, `flags['cluster']`; merely to hold its name is not enough. */
function isReadBy(key: string) {
  const lookUp = new RegExp(String.raw`(?:text|textOf|listOf|mapOf|booleanOf|countOf|get)\((?:\w+, )?'${key}'\)|\w\['${key}'\]`)
  return ({ path, code }: { path: string; code: string }) => lookUp.test(code) || (LISTS.includes(path) && code.includes(`'${key}'`))
}

// The rules of an option do not use it.
const readers = sourceFiles.filter(({ path, folder }) => folder !== 'sandbox' && !/^config\/(?:options|.*-rules)\.ts$/.test(path))

test.for(keys)('the option %s is read by somebody', (key) => {
  expect(readers.filter(isReadBy(key)).map(({ path }) => path)).not.toEqual([])
})

test.for(OPTIONS.filter(({ kind, words }) => kind !== 'boolean' && kind !== 'count' && !words).map(({ key }) => key))(
  'a value of the option %s is judged by a rule, or by the file that looks for what it names',
  (key) => {
    expect(Object.hasOwn(RULES, key), 'either a rule, or a row here').not.toBe(Object.hasOwn(JUDGED_BY, key))
  },
)

test('every rule is that of an option, and every other judge is there and looks at its option', () => {
  expect(Object.keys(RULES).filter((key) => !keys.includes(key))).toEqual([])
  const blind = Object.entries(JUDGED_BY).filter(([key, by]) => !sourceFiles.some(({ path, code }) => path === by && code.includes(key)))
  expect(blind).toEqual([])
})

// To copy a value into the settings is not to use it.
test.for(['config/to-settings.ts', 'config/run-options.ts'])('what %s makes of the options is used beyond it', (path) => {
  const { code = '' } = sourceFiles.find((file) => file.path === path) ?? {}
  const made = [...code.matchAll(/^\s*(?:\.\.\..*\{ )?(\w+): .*?\b(?:text|\w+Of)\(.*?'\w+'\)/gm)].map(([, name = '']) => name)
  expect(made.length).toBeGreaterThan(10)
  const users = sourceFiles.filter(({ folder }) => !['config', 'model', 'sandbox'].includes(folder))
  const isUsed = (name: string) => users.some(({ code: used }) => new RegExp(String.raw`\.${name}\b|[{,]\s*${name}\b(?!\s*:)`).test(used))
  expect(made.filter((name) => !isUsed(name))).toEqual([])
})
