import { expect, test } from 'vitest'
import { DEFAULT_OPERATOR_VERSION, defaultFluxVersion } from '../../src/domain/flux-versions.ts'
import { textOf } from './markdown.ts'

test('the versions that the docs name as the default are the default', () => {
  expect(textOf('docs/install.md')).toContain(`\`${defaultFluxVersion(DEFAULT_OPERATOR_VERSION)}\` for ${DEFAULT_OPERATOR_VERSION}`)
  expect(textOf('docs/troubleshooting.md')).toContain(`--operator-version ${DEFAULT_OPERATOR_VERSION}`)
})
