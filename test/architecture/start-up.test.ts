import { expect, test } from 'vitest'
import { loadedWith } from './source-files.ts'

test('help and version load the command tree, and of all libraries commander alone', () => {
  expect(packages('main.ts')).toEqual(['commander'])
})

test.for(['verify', 'plan', 'install', 'uninstall'])(
  '%s loads what talks to AWS and Kubernetes, and late what only some runs need',
  (command) => {
    const loaded = packages(`cli/commands/${command}.ts`)
    expect(loaded).toContain('@aws-sdk/client-iam')
    // A kubeconfig; a helm process; a terminal; a configuration file; a registry of images.
    const late = ['@kubernetes/client-node', 'execa', 'ora', 'yaml', 'zod', '@aws-sdk/client-ecr']
    expect(loaded.filter((name) => late.includes(name))).toEqual([])
  },
)

function packages(path: string): string[] {
  return [...loadedWith(path)].filter((one) => !one.endsWith('.ts') && !one.startsWith('node:'))
}
