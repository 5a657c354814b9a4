import type { Flags } from '../../config/read-flags.ts'
import { textOf, booleanOf } from '../../config/said.ts'
import { parseArn } from '../../domain/arn.ts'
import type { RightsFor } from '../../domain/rights-for.ts'
import { locate } from '../../flux/observe.ts'
import { amountsTo } from '../../permissions/amounts-to.ts'
import { boundaryDocument } from '../../permissions/boundary.ts'
import { iamRights } from '../../permissions/iam-rights.ts'
import { kubernetesRights } from '../../permissions/kubernetes-rights.ts'
import { rightsPlace } from '../../permissions/rights-place.ts'
import { policyText } from '../../permissions/policy-text.ts'
import { connectAws } from '../connect.ts'
import { runCommand } from '../context.ts'
import type { Io } from '../io.ts'
import type { Running } from '../running.ts'

/**
 * `flux-irsa permissions`: what a caller must be allowed, as documents to stdout; what they amount to goes to stderr. Asks AWS for the
 * account and the issuer, unless the options say both account and region.
 */
export function permissions(flags: Flags, io: Io): Promise<number> {
  return runCommand('permissions', flags, io, async (running) => {
    const { settings, said, reporter } = running
    const wanted = textOf(said, 'for') as RightsFor
    const place = rightsPlace(settings, await whereabouts(running, io), wanted, !settings.noToken)
    const side = textOf(said, 'output') === 'kubernetes' ? 'kubernetes' : 'iam'
    if (booleanOf(said, 'boundary')) {
      const document = boundaryDocument(place, wanted === 'bind')
      reporter.emit({ type: 'notice', text: `Create it once, as an administrator, under the ARN ${place.boundary}.` })
      reporter.close()
      io.stdout.write(policyText(document))
      return 0
    }
    reporter.emit({ type: 'notice', text: amountsTo(wanted, side, place) })
    reporter.close()
    if (side === 'iam') io.stdout.write(policyText(iamRights(wanted, place)))
    else {
      const { yamlText } = await import('../../render/yaml-text.ts')
      const head = `# ${amountsTo(wanted, side, place)}\n`
      io.stdout.write(
        head +
          kubernetesRights(wanted, place)
            .map((object) => yamlText(object, { shortLists: true }))
            .join('---\n'),
      )
    }
    return 0
  })
}

async function whereabouts({ settings, said, context }: Running, io: Io) {
  const { target } = settings
  const [account, issuer] = [textOf(said, 'accountId'), textOf(said, 'issuer')]
  if (account && target.region) return { account, region: target.region, ...(issuer ? { issuer } : {}) }
  const side = await connectAws(settings, io, context)
  if (account) return { account, region: side.region, ...(issuer ? { issuer } : {}) }
  const { cluster, region } = await locate(side.aws, settings, side.region)
  return { account: parseArn(cluster.arn)?.account ?? '', region, issuer: issuer ?? cluster.issuer }
}
