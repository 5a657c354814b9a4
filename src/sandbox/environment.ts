import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SandboxAws } from './aws/index.ts'
import { writeHelmClient } from './helm/helm-client.ts'
import type { HelmServer } from './helm/helm-server.ts'

interface Surroundings {
  directory: string
  aws: SandboxAws
  helm: HelmServer
  region: string
  ca: string
}

/** The environment in which the real program meets the sandbox. Writes what the program finds on disk into `directory`. */
export async function environmentOf({ directory, aws, helm, region, ca }: Surroundings): Promise<Record<string, string>> {
  const [helmPath, caFile] = [join(directory, 'helm'), join(directory, 'ca.crt')]
  await Promise.all([writeHelmClient(helmPath, { execPath: process.execPath, endpoint: helm.endpoint }), writeFile(caFile, ca)])
  const { root } = aws.account
  return {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: root.accessKeyId,
    AWS_SECRET_ACCESS_KEY: root.secretAccessKey,
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    HTTPS_PROXY: aws.proxy,
    NO_PROXY: '127.0.0.1,localhost',
    NODE_EXTRA_CA_CERTS: caFile,
    FLUX_IRSA_HELM: helmPath,
  }
}
