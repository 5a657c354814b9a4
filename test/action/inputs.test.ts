import { describe, expect, test } from 'vitest'
import { commandFor, type WorkflowEvent } from '../../src/action/event.ts'
import { readInputs } from '../../src/action/inputs.ts'

const PULL_REQUEST = eventOf('pull_request')

function eventOf(name: string, ref = 'refs/heads/main'): WorkflowEvent {
  return { name, ref, payload: { repository: { default_branch: 'main' } } }
}

test('inputs become one command line, whose last word has the program talk to the runner', () => {
  const { args } = readInputs(
    {
      INPUT_CLUSTER: 'prod, stage',
      INPUT_REGION: 'eu-west-1',
      INPUT_CONFIG: 'flux/irsa file.yaml',
      INPUT_REPOSITORIES: 'apps/*\nweb',
      'INPUT_REPORT-FILE': 'plan.json',
      INPUT_ARGS: '--tag "team=a b" \n --detailed-exitcode -o json',
    },
    PULL_REQUEST,
  )
  expect(args).toEqual([
    'plan',
    '--cluster=prod',
    '--cluster=stage',
    '--region=eu-west-1',
    '--config=flux/irsa file.yaml',
    '--repository=apps/*',
    '--repository=web',
    '--report-file=plan.json',
    '--tag',
    'team=a b',
    '--detailed-exitcode',
    '-o',
    'json',
    '--output=github',
  ])
})

test('an input cannot be taken for an option', () => {
  expect(readInputs({ INPUT_CLUSTER: '--help' }, PULL_REQUEST).args).toContain('--cluster=--help')
})

test('an install is not asked for, since nobody is there', () => {
  expect(readInputs({}, eventOf('push')).args).toEqual(['install', '--yes', '--output=github'])
  expect(readInputs({ INPUT_COMMAND: 'verify' }, eventOf('push')).args).toEqual(['verify', '--output=github'])
})

describe('where the workflow does not say a command, the event does:', () => {
  test.each([
    ['pull_request', 'refs/pull/7/merge', 'plan'],
    ['merge_group', 'refs/heads/gh-readonly-queue/main/pr-7', 'plan'],
    ['push', 'refs/heads/main', 'install'],
    ['push', 'refs/heads/feature', 'plan'],
    ['push', 'refs/tags/main', 'plan'],
    ['schedule', 'refs/heads/main', 'verify'],
    ['workflow_dispatch', 'refs/heads/main', 'verify'],
  ])('%s of %s: %s', (name, ref, command) => {
    expect(commandFor(eventOf(name, ref))).toBe(command)
  })

  test('a push without a known default branch never installs', () => {
    expect(commandFor({ name: 'push', ref: 'refs/heads/', payload: {} })).toBe('plan')
    expect(commandFor({ name: 'push', ref: 'refs/heads/main', payload: {} })).toBe('plan')
  })

  test.each(['pull_request_target', 'issue_comment', ''])('%j stands for none', (name) => {
    expect(() => commandFor(eventOf(name))).toThrow('command: was not said')
  })
})

describe('refused, with what is allowed:', () => {
  test.each([
    [{ INPUT_COMMAND: 'uninstall' }, 'command: "uninstall" is not known'],
    [{ INPUT_COMMENT: 'yes' }, 'comment: is neither true nor false'],
    [{ INPUT_ARGS: '--tag "a' }, 'args: has a " without its other half'],
  ])('%j', (env, problem) => {
    expect(() => readInputs(env, PULL_REQUEST)).toThrow(problem)
  })
})
