import {
  AddClientIDToOpenIDConnectProviderCommand,
  AttachRolePolicyCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeleteOpenIDConnectProviderCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  TagPolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { observed, type CallContext } from '../net/call-context.ts'
import { encodeDocument } from './documents.ts'
import { awsFailure, isNotFound } from './failures.ts'
import { NeverTwiceRetryStrategy } from './retry.ts'
import type { AwsWriter, Tags } from '../model/aws.ts'
import type { Session } from './session.ts'

/** All that is written to IAM. Deleting or detaching what is gone already is done, not an error; the rest throws Failures. */
export function createAwsWriter(session: Session, context: CallContext): AwsWriter {
  const iam = new IAMClient(session.config)
  const once = new IAMClient({ ...session.config, retryStrategy: new NeverTwiceRetryStrategy(session.config.retryStrategy.pauseMs) })
  const abort = { abortSignal: context.signal }

  const write = async (action: string, run: () => Promise<unknown>): Promise<void> => {
    try {
      await observed(context, 'iam', action, run)
    } catch (error) {
      throw awsFailure(error, `iam:${action}`)
    }
  }
  const remove = (action: string, run: () => Promise<unknown>): Promise<void> =>
    write(action, () =>
      run().catch((error: unknown) => {
        if (!isNotFound(error)) throw error
      }),
    )

  return {
    // No thumbprint: IAM verifies the issuer with its own trusted CAs (API_CreateOpenIDConnectProvider, ThumbprintList).
    createOidcProvider: (url, clientId, tags) =>
      write('CreateOpenIDConnectProvider', () =>
        iam.send(new CreateOpenIDConnectProviderCommand({ Url: url, ClientIDList: [clientId], Tags: tagList(tags) }), abort),
      ),
    addClientId: (arn, clientId) =>
      write('AddClientIDToOpenIDConnectProvider', () =>
        iam.send(new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn, ClientID: clientId }), abort),
      ),
    deleteOidcProvider: (arn) =>
      remove('DeleteOpenIDConnectProvider', () =>
        iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }), abort),
      ),

    createPolicy: ({ name, path, document, description, tags }) =>
      write('CreatePolicy', () =>
        iam.send(
          new CreatePolicyCommand({
            PolicyName: name,
            Path: path,
            PolicyDocument: encodeDocument(document),
            Description: description,
            Tags: tagList(tags),
          }),
          abort,
        ),
      ),
    createPolicyVersion: (arn, document) =>
      write('CreatePolicyVersion', () =>
        once.send(new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: encodeDocument(document), SetAsDefault: true }), abort),
      ),
    deletePolicyVersion: (arn, version) =>
      remove('DeletePolicyVersion', () => iam.send(new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId: version }), abort)),
    deletePolicy: (arn) => remove('DeletePolicy', () => iam.send(new DeletePolicyCommand({ PolicyArn: arn }), abort)),
    tagPolicy: (arn, tags) => write('TagPolicy', () => iam.send(new TagPolicyCommand({ PolicyArn: arn, Tags: tagList(tags) }), abort)),

    createRole: ({ name, path, trust, description, tags, boundary }) =>
      write('CreateRole', () =>
        iam.send(
          new CreateRoleCommand({
            RoleName: name,
            Path: path,
            AssumeRolePolicyDocument: encodeDocument(trust),
            Description: description,
            Tags: tagList(tags),
            ...(boundary ? { PermissionsBoundary: boundary } : {}),
          }),
          abort,
        ),
      ),
    updateTrust: (role, trust) =>
      write('UpdateAssumeRolePolicy', () =>
        iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: role, PolicyDocument: encodeDocument(trust) }), abort),
      ),
    tagRole: (role, tags) => write('TagRole', () => iam.send(new TagRoleCommand({ RoleName: role, Tags: tagList(tags) }), abort)),
    untagRole: (role, keys) => remove('UntagRole', () => iam.send(new UntagRoleCommand({ RoleName: role, TagKeys: keys }), abort)),
    putBoundary: (role, arn) =>
      write('PutRolePermissionsBoundary', () =>
        iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: role, PermissionsBoundary: arn }), abort),
      ),
    attachPolicy: (role, policy) =>
      write('AttachRolePolicy', () => iam.send(new AttachRolePolicyCommand({ RoleName: role, PolicyArn: policy }), abort)),
    detachPolicy: (role, policy) =>
      remove('DetachRolePolicy', () => iam.send(new DetachRolePolicyCommand({ RoleName: role, PolicyArn: policy }), abort)),
    deleteRole: (role) => remove('DeleteRole', () => iam.send(new DeleteRoleCommand({ RoleName: role }), abort)),
  }
}

function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
