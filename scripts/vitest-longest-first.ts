import { BaseSequencer, type TestSpecification } from 'vitest/node'

const LONG = ['/faults/', '/broken-links/', '/stories/', '/docs/']

function rank({ moduleId }: TestSpecification): number {
  const at = LONG.findIndex((folder) => moduleId.includes(folder))
  return at < 0 ? LONG.length : at
}

/** Folders whose files take longest come first, so that none of them is alone at the end; vitest knows how long files take only from earlier runs. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}
