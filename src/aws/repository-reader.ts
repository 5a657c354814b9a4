import { observed, type CallContext } from '../net/call-context.ts'
import { decodeDocument } from './documents.ts'
import { awsFailure } from './failures.ts'
import type { AwsReader } from '../model/aws.ts'
import type { Session } from './session.ts'

const NOTHING_SAID = new Set(['RepositoryPolicyNotFoundException', 'RepositoryNotFoundException'])

/** What is read of ECR with the caller's own rights. Source: ECR API, GetRepositoryPolicy (errors). */
export function createRepositoryReader(session: Session, context: CallContext): Pick<AwsReader, 'repositoryPolicy'> {
  return {
    repositoryPolicy: async ({ account, region, name }) => {
      // Loaded late: only a refused repository is asked about.
      const { ECRClient, GetRepositoryPolicyCommand } = await import('@aws-sdk/client-ecr')
      const ecr = new ECRClient({ ...session.config, region })
      try {
        return await observed(context, 'ecr', 'GetRepositoryPolicy', async () => {
          const command = new GetRepositoryPolicyCommand({ registryId: account, repositoryName: name })
          const { policyText } = await ecr.send(command, { abortSignal: context.signal }).catch((error: unknown) => {
            if (error instanceof Error && NOTHING_SAID.has(error.name)) return { policyText: undefined }
            throw error
          })
          return policyText === undefined ? undefined : decodeDocument(policyText)
        })
      } catch (error) {
        throw awsFailure(error, 'ecr:GetRepositoryPolicy')
      }
    },
  }
}
