import type { Reported } from './reported.ts'

export const GIT: Reported[] = [
  [
    'git-auth',
    'https://github.com/fluxcd/image-automation-controller/issues/598',
    'NAME            LAST RUN        SUSPENDED       READY   MESSAGE              \nflux-system                     False           False   authorization failed',
  ],
  [
    'git-auth',
    'https://github.com/fluxcd/flux2/issues/4861',
    "failed to checkout and determine revision: unable to list remote for 'https://gitlab.example.com/platform/flux2.git ': authorization failed",
  ],
  [
    'git-auth',
    'https://github.com/fluxcd/image-automation-controller/issues/482',
    '│   Type     Reason  Age                 From                         Message                                                │\n│   ----     ------  ----                ----                         -------                                                │\n│   Warning  error   64s (x11 over 13m)  image-automation-controller  authorization failed',
  ],
  [
    'git-auth',
    'https://github.com/actions/create-github-app-token/issues/76',
    'Failed to create token for "renovate-configure" (attempt 1): Not Found\nRequestError [HttpError]: Not Found',
  ],
  [
    'git-auth',
    'https://github.com/tibdex/github-app-token/issues/74',
    'Error: Error: Could not get repo installation. Is the app installed on this repo?',
  ],
  [
    'git-auth-bitbucket',
    'https://github.com/aashari/mcp-server-atlassian-bitbucket/issues/217',
    'Error: Access denied for repository. Verify your credentials and permissions (https://bitbucket.org/acme/fleet.git).\nHTTP Status: 403',
  ],
  [
    'git-auth-bitbucket',
    'https://github.com/mongodb/kingfisher/issues/145',
    "Failed to fetch Bitbucket repositories for 'acme': HTTP status client error (401 Unauthorized) for url (https://api.bitbucket.org/2.0/repositories/acme?pagelen=100)",
  ],
  [
    'git-auth-bitbucket',
    'https://github.com/bleenco/abstruse/issues/385',
    "remote: Invalid username or password. If you log in via a third party service you must ensure you have an account password set in your account profile.\nfatal: Authentication failed for 'https://bitbucket.org/acme/fleet.git/'",
  ],
  [
    'git-auth-bitbucket',
    'https://github.com/Dokploy/dokploy/issues/2726',
    "remote: You may not have access to this repository or it no longer exists in this workspace. If you think this repository exists and you have access, make sure you are authenticated.\nfatal: Authentication failed for 'https://bitbucket.org/acme/fleet.git/'",
  ],
  [
    'git-push-denied',
    'https://github.com/natcap/invest/issues/2342',
    "remote: error: GH006: Protected branch update failed for refs/heads/autopr/main.        \nremote: \nremote: - You're not authorized to push to this branch. Visit https://docs.github.com/repositories for more information.        \nTo https://github.com/acme/fleet\n ! [remote rejected] autopr/main -> autopr/main (protected branch hook declined)\nerror: failed to push some refs to 'https://github.com/acme/fleet'",
  ],
  [
    'git-push-denied',
    'https://github.com/pascalgn/automerge-action/issues/3',
    "Failed to merge PR: You're not authorized to push to this branch. Visit https://help.github.com/articles/about-protected-branches/ for more information.",
  ],
  [
    'git-push-denied',
    'https://github.com/fluxcd/image-automation-controller/issues/208',
    '{"level":"error","ts":"2021-08-02T21:29:52.662Z","logger":"controller-runtime.manager.controller.imageupdateautomation","msg":"Reconciler error","reconciler group":"image.toolkit.fluxcd.io","reconciler kind":"ImageUpdateAutomation","name":"flux-system","namespace":"flux-system","error":"unknown error: ERROR: The key you are authenticating with has been marked as read only."}',
  ],
  [
    'git-push-denied',
    'https://github.com/fluxcd/image-automation-controller/issues/491',
    'optimus  \timageupdateautomation/image-policy-settings\t2023-02-27T23:11:59+01:00\tFalse    \tFalse\tunknown error: remote: \t',
  ],
  [
    'git-push-denied',
    'https://github.com/fluxcd/image-automation-controller/issues/548',
    '  Warning  error   9m23s (x18 over 125m)  image-automation-controller  unknown error: remote:',
  ],
  [
    'git-push-denied',
    'https://github.com/fluxcd/image-automation-controller/issues/101',
    '{"level":"error","ts":"2021-01-27T12:34:46.613Z","msg":"Reconciler error","reconciler group":"image.toolkit.fluxcd.io","reconciler kind":"ImageUpdateAutomation","name":"flux-system","namespace":"flux-system","error":"unknown error: remote: "}',
  ],
  [
    'git-auth',
    'https://github.com/fluxcd/image-reflector-controller/issues/111',
    'NAME       LAST RUN   SUSPENDED   READY   MESSAGE\nweb-auto              False       False   unknown error: Unauthorized',
  ],
]
