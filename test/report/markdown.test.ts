import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import { fenced, markdownText } from '../../src/report/page/markdown-text.ts'
import { markdownFailure, markdownOf } from '../../src/report/page/markdown.ts'
import { mixedChain, NASTY, nastyChain } from './sample-chain.ts'
import * as sample from './sample-reports.ts'

test('a verify is its verdict, what to mend, the picture and every check', () => {
  const page = markdownOf(mixedChain)
  expect(page.slice(0, page.indexOf('```mermaid'))).toMatchInlineSnapshot(`
    "### ✘ flux-irsa verify: fail

    lab · eu-west-1 · account 111122223333: 6 passed, 1 warned, 1 failed, 1 unknown, 1 skipped in 4.2s

    | | check | what is seen | fix |
    | --- | --- | --- | --- |
    | ✘ fail | <code>trust/image-reflector-controller</code> | the role does not let image-reflector-controller in | <code>flux-irsa install --cluster lab</code> |
    | ? unknown | <code>policy-attached</code> | iam:ListAttachedRolePolicies was denied |  |
    | ! warn | <code>annotation-owner/a</code> | the operator takes the annotation back | <code>flux-irsa install</code> |

    "
  `)
  expect(page).toContain('```mermaid\nflowchart TB\n')
  for (const { id } of mixedChain.checks) expect(page).toContain(`<code>${id}</code>`)
})

test('a plan is its counts, what changes as a table, the picture with the changes, and the text below a fold', () => {
  const page = markdownOf(sample.planOf([...sample.plan.actions, sample.foreign], ['The cluster is UPDATING.']), {
    next: 'flux-irsa install',
  })
  expect(page.slice(0, page.indexOf('```mermaid'))).toMatchInlineSnapshot(`
    "### flux-irsa plan: 1 to create, 2 to update, 1 to restart, 1 conflict, 1 unchanged

    lab · eu-west-1 · account 111122223333

    | | what | name | |
    | --- | --- | --- | --- |
    | &#126; update | iam-policy | <code>lab-flux-ecr-ro</code> | <code>document</code> |
    | + create | iam-role | <code>lab-flux-imgctrl-irsa</code> |  |
    | &#126; update | service-account | <code>flux-system/image-reflector-controller</code> | <code>eks.amazonaws.com/role-arn</code> |
    | ↻ restart | pods | <code>flux-system/image-reflector-controller</code> |  |
    | ! conflict | git-secret | <code>flux-system/flux-system</code> | kustomize-controller made this Secret<br>Fix: <code>flux-irsa install --cluster lab --adopt</code> |

    "
  `)
  expect(page).toContain('  role["IAM role<br/>#43; create"]\n')
  expect(page).toContain('- ! The cluster is UPDATING.\n\nNext: <code>flux-irsa install</code>\n')
  expect(page).toMatch(/<details><summary>Field by field<\/summary>\n\n```text\ntarget {4}lab[\s\S]+\n```\n\n<\/details>\n$/)
})

test('a plan without changes has no table and no picture', () => {
  const page = markdownOf(sample.planOf([sample.provider]))
  expect(page).toMatch(/^### flux-irsa plan: Nothing to do: 1 unchanged\n/)
  expect(page).not.toMatch(/^\||mermaid/m)
})

test('an install that failed says in its table at what, and shows where the chain ends', () => {
  const page = markdownOf(sample.halfInstalled)
  expect(page).toContain('| ✘ failed | iam-role | <code>lab-flux-imgctrl-irsa</code> | iam:CreateRole was denied<br>Fix: <code>Allow')
  expect(page).toContain('| – not done | pods |')
  expect(page).toContain('role["IAM role<br/>#10008; failed"]')
})

test('an uninstall shows what went, and names what should be gone and is not', () => {
  const stuck = { resource: 'namespace', name: 'flux-system', reason: 'Terminating', expected: false }
  const page = markdownOf({ ...sample.uninstalled, ok: false, leftovers: [...(sample.uninstalled.leftovers ?? []), stuck] })
  expect(page).toContain('| - removed | iam-role | <code>lab-flux-imgctrl-irsa</code> |  |')
  expect(page).toContain('| ✘ still there | namespace | <code>flux-system</code> | Terminating |')
  expect(page).toContain('role["IAM role<br/>#45; removed"]')
})

test('what ended a run after its last action stands below the actions, with what to do', () => {
  const stopped = { code: 'deadline', message: 'install was not done after 900 s', fix: 'flux-irsa install --cluster lab' }
  const page = markdownOf({ ...sample.installed, ok: false, stopped })
  expect(page).toContain('\n✘ install was not done after 900 s<br>Fix: <code>flux-irsa install --cluster lab</code>\n')
})

test('an install is what it did, and what its checks say with the picture', () => {
  const page = markdownOf({ ...sample.installed, verify: sample.provenChain }, { totalMs: 4200 })
  expect(page).toContain('### flux-irsa: Installed: 1 created, 2 updated, 1 restarted, 1 unchanged')
  expect(page).toContain('4.2s')
  expect(page).toContain('### ✔ flux-irsa verify: pass')
  expect(page.split('```mermaid')).toHaveLength(2)
})

test('an error before there is a report names the way out', () => {
  const page = markdownFailure(
    new Failure({ code: 'x', source: 'user', message: 'no <b>luck</b>', evidence: [['account', '1111']], fix: 'aws x' }),
  )
  expect(page).toContain('✘ no &#60;b&#62;luck&#60;/b&#62;\n\n- account: <code>1111</code>\n\nFix: <code>aws x</code>\n')
})

describe('whatever a cluster says', () => {
  const page = markdownOf(nastyChain)

  test('it is text: no markup, no HTML, no mention and no table of its own', () => {
    const rows = page.split('\n').filter((line) => /^\| [✘?!✔–]/.test(line))
    expect(rows).toHaveLength(15 + 25)
    expect(rows.map((row) => row.split('|').length)).toEqual([...Array<number>(15).fill(6), ...Array<number>(25).fill(5)])
    for (const text of ['<script', '@someone', '\u001b', '\u202e']) expect(page).not.toContain(text)
    expect(markdownText('a|b *c* [d](e) `f` <g> @h')).toBe('a&#124;b &#42;c&#42; &#91;d&#93;(e) &#96;f&#96; &#60;g&#62; @<!-- -->h')
  })

  test('a block of text ends where we end it', () => {
    expect(fenced(['```', '````x'])).toEqual(['`````', '```', '````x', '`````'])
    expect(markdownText(NASTY)).not.toMatch(/[\n\r]/)
  })
})

describe('within a limit of bytes', () => {
  const many = sample.verifyOf(
    Array.from({ length: 3000 }, (_, index) =>
      sample.check({
        id: `image/app-${index}`,
        status: index < 5 ? 'fail' : 'warn',
        message: 'é'.repeat(300),
        // Each of a cause of its own, so that none stands for another.
        cause: `cause-${index}`,
      }),
    ),
  )

  test('what is worst comes first, and the page says how much it leaves out', () => {
    const page = markdownOf(many, { maxBytes: 100_000 })
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(100_000)
    expect(page.indexOf('image/app-4<')).toBeLessThan(page.indexOf('image/app-5<'))
    const shown = page.split('\n').filter((line) => line.startsWith('| ! warn') || line.startsWith('| ✘ fail')).length
    expect(page).toContain(`${3000 - shown} more do not fit here.`)
    expect(page.trimEnd().endsWith('</details>')).toBe(true)
  })

  test('a plan keeps its frame', () => {
    const changes = [{ path: 'x', before: undefined, after: 'y'.repeat(230) }]
    const plan = sample.planOf(
      Array.from({ length: 500 }, (_, index) => sample.action({ resource: 'iam-role', name: `r${index}`, changes })),
    )
    const page = markdownOf(plan, { maxBytes: 20_000 })
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(20_000)
    expect(page).toMatch(/^\d+ more do not fit here\.$[\s\S]+\n… \d+ more lines do not fit here\n```\n\n<\/details>\n$/m)
  })
})
