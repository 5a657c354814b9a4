import { same } from '../domain/chart-values.ts'
import { badInput } from '../domain/failure.ts'
import type { ChartValues } from './chart-values.ts'
import { OPTIONS } from './options.ts'
import type { WantedOptions } from '../model/plan-document.ts'
import type { AllSaid, SaidValue } from './said.ts'

/** How this machine gets there, and what secrets are read from: said anew wherever a plan is applied. */
const OF_THIS_MACHINE = new Set(['profile', 'assumeRoleArn', 'kubeconfig', 'context', 'helm', 'timeout', 'gitKnownHostsFile'])
const WANTED = OPTIONS.filter((option) => !option.steers && !option.isSecret && !OF_THIS_MACHINE.has(option.key))

/** What was said of what is wanted; nothing that merely holds by default. */
export function wantedOf(said: AllSaid, chartValues: ChartValues): WantedOptions {
  const options = WANTED.flatMap(({ key }): [string, SaidValue][] => {
    const one = said.get(key)
    return one ? [[key, one.value]] : []
  })
  const values = Object.fromEntries(Object.entries(chartValues).filter(([, of]) => Object.keys(of).length > 0))
  return { ...Object.fromEntries(options), ...(Object.keys(values).length > 0 ? { values } : {}) }
}

/**
 * Throws bad input for the first option that is said now and is not what the plan was made with: a plan that is applied differs in
 * nothing from the one that was reviewed. What is said now in the same words does no harm.
 */
export function requireAgreement(
  plan: { said: AllSaid; chartValues: ChartValues },
  now: { said: AllSaid; chartValues: ChartValues },
): void {
  const allowed = 'leave it out: the plan holds its own options'
  for (const { key } of WANTED) {
    const one = now.said.get(key)
    const planned = plan.said.get(key)?.value
    if (!one || one.value === (planned ?? false) || same(one.value, planned)) continue
    throw badInput(one.field, 'is not what the plan was made with', allowed)
  }
  for (const chart of ['operator', 'instance'] as const) {
    const values = now.chartValues[chart]
    if (Object.keys(values).length > 0 && !same(values, plan.chartValues[chart])) {
      throw badInput(`values.${chart}`, 'is not what the plan was made with', allowed)
    }
  }
}
