import { expect, test } from 'vitest'
import type { Binding, BindingList } from '../../src/identity/binding/list-bindings.ts'
import { listLines } from '../../src/report/text/list-text.ts'
import { themeFor } from '../../src/report/text/theme.ts'

const binding = (parts: Partial<Binding>): Binding => ({
  namespace: 'shop',
  serviceAccount: 'cart',
  roleArn: 'arn:aws:iam::123456789012:role/lab-shop-cart-irsa',
  managedBy: 'bind',
  role: 'trusted',
  pods: { with: 2, without: 1 },
  flux: false,
  lastUsed: '2026-03-01T12:00:00.000Z',
  ...parts,
})

function lines(bindings: Binding[], width: number, fluxes: string[] = []): string[] {
  const target: BindingList['target'] = { cluster: 'lab', region: 'eu-west-1', account: '123456789012', caller: '' } as never
  const theme = themeFor({ stream: { isTTY: false } as never, env: {}, color: false, width })
  return listLines({ schema: 'flux-irsa/list/v1', target, bindings }, fluxes, theme)
}

test('a binding is a row: whose it is, how many of its pods have the role, and when that was last used', () => {
  const [head, row] = lines([binding({})], 120)
  expect(head?.split(/ {2,}/)).toEqual(['SERVICEACCOUNT', 'ROLE', 'BY', 'PODS', 'LAST USED'])
  expect(row?.split(/ {2,}/)).toEqual(['shop/cart', 'lab-shop-cart-irsa', 'bind', '2/3', '2026-03-01 12:00Z'])
})

test.each([60, 80, 120])('at %i columns no line is wider, and none is cut', (width) => {
  const long = binding({
    namespace: 'team-of-payments',
    roleArn: `arn:aws:iam::123456789012:role/${'long-'.repeat(8)}role`,
    role: 'missing',
  })
  const shown = lines([binding({}), long], width)
  expect(shown.filter((line) => line.length > width)).toEqual([])
  expect(shown.join('\n')).toContain(`${'long-'.repeat(8)}role (missing)`)
  expect(shown.join(' ')).toContain('flux-irsa bind NAMESPACE/NAME --restart')
})
