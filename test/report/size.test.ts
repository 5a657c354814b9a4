import { expect, test } from 'vitest'
import { htmlOf } from '../../src/report/page/html.ts'
import { markdownOf } from '../../src/report/page/markdown.ts'
import { themeFor } from '../../src/report/text/theme.ts'
import { verifyText } from '../../src/report/text/verify-text.ts'
import { recordingStream } from './recording-stream.ts'
import * as sample from './sample-reports.ts'

const BROKEN = { status: 'fail', cause: 'repository-missing', fix: 'kubectl --namespace apps edit imagerepository app' } as const
const theme = themeFor({ stream: recordingStream(), env: {}, width: 80 })

const broken = (count: number) =>
  sample.verifyOf(
    Array.from({ length: count }, (_, n) =>
      sample.check({
        ...BROKEN,
        id: `image/apps/app-${n}`,
        message: `apps/app-${n} is not Ready: the repository does not exist`.padEnd(200),
      }),
    ),
  )

test.for([
  ['text', (count: number) => verifyText(broken(count), { theme, verbose: false }).join('\n')],
  ['Markdown', (count: number) => markdownOf(broken(count))],
  ['HTML', (count: number) => htmlOf(broken(count))],
] as const)('five thousand broken images make a report of %s that is hardly longer than that of a hundred', ([, sizeOf]) => {
  const [few, many] = [sizeOf(100).length, sizeOf(5_000).length]
  expect(many).toBeLessThan(few * 1.2)
})
