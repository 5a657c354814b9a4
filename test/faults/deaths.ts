import type { Checkpoint } from '../../src/sandbox/checkpoint.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import type { Row } from '../../src/sandbox/kube/object-table.ts'
import { changeOf, plus, type Counts } from './end-state.ts'
import type { Site, Watcher } from './disturbance.ts'

/** A moment at which a run may be killed, and all that it leaves behind: it writes down nothing elsewhere. */
export interface Death {
  when: 'before' | 'after'
  site: Site
  left: Checkpoint
  /** What was created and deleted until then. */
  counts: Counts
}

/**
 * Writes down what a run that is killed before or after each of its calls leaves behind: what stands at that moment in IAM and in the cluster,
 * a release in the middle of a helm that dies with it, and nothing else, because there is no state file. So one undisturbed run tells of
 * all its deaths. What is in flight at such a moment has not arrived.
 */
export function watchDeaths(sandbox: Sandbox, counts: () => Counts): { watcher: Watcher; deaths: Death[] } {
  const deaths: Death[] = []
  const note = (when: Death['when']) => (site: Site) =>
    void deaths.push({ when, site, left: sandbox.checkpoint(), counts: { ...counts() } })
  return { deaths, watcher: { before: note('before'), after: note('after') } }
}

/** Equal texts for deaths that leave the same: every write to the cluster has a version of its own. */
export function sameAs({ left: { rows, iam } }: Death): string {
  const versions = rows.map(({ object: { metadata } }) => `${metadata.uid} ${metadata.resourceVersion}`)
  return JSON.stringify([versions, [...iam.roles.values()], [...iam.policies.values()], [...iam.providers.values()]])
}

/** What the cluster went on to create and delete by itself after a death. */
export function settledSince({ left }: Death, { kube }: Sandbox): Counts {
  const uidOf = ({ object }: Row) => object.metadata.uid
  const [then, now] = [new Set(left.rows.map(uidOf)), new Set(kube.store.table.rows().map(uidOf))]
  const created = kube.store.table.rows().filter((row) => !then.has(uidOf(row)))
  const deleted = left.rows.filter((row) => !now.has(uidOf(row)))
  return plus(...created.map(({ object }) => changeOf('create', object)), ...deleted.map(({ object }) => changeOf('delete', object)))
}
