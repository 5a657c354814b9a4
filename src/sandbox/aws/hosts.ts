import type { Account } from './account.ts'
import { PUBLIC_HOST } from './ecr-public.ts'

const suffixes: Record<string, string> = { 'aws-cn': 'amazonaws.com.cn' }

/** `ACCOUNT.dkr.ecr.REGION.amazonaws.com` of the account's partition. */
export function registryHost({ id, partition }: Pick<Account, 'id' | 'partition'>, region: string): string {
  return `${id}.dkr.ecr.${region}.${suffixes[partition] ?? 'amazonaws.com'}`
}

/** Account and region of a registry's host name; `undefined` for any other host. */
export function registryOf(host: string): { accountId: string; region: string } | undefined {
  const [, accountId, region] = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([\w-]+)\.amazonaws\.com(?:\.cn)?$/.exec(host) ?? []
  return accountId && region ? { accountId, region } : undefined
}

/** Whether the simulated account answers for this host. */
export function isAwsHost(host: string): boolean {
  return host === PUBLIC_HOST || /\.amazonaws\.com(\.cn)?$/.test(host)
}

/** The names that the account's TLS certificate must carry for these regions: a wildcard spans one label only (RFC 6125 §6.4.3). */
export function awsCertificateHosts(regions: string[]): string[] {
  const perRegion = regions.flatMap((region) => [
    ...['', 'eks.', 'ecr.', 'dkr.ecr.', 'dkr.ecr-fips.'].map((part) => `*.${part}${region}`),
    `*.gr7.${region}.eks`,
  ])
  const services = ['amazonaws.com', 'amazonaws.com.cn'].flatMap((suffix) => [
    `*.${suffix}`,
    ...perRegion.map((name) => `${name}.${suffix}`),
  ])
  return [PUBLIC_HOST, ...services]
}
