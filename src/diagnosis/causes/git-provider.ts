import { shell } from '../../domain/shell.ts'
import { certain, likely, type Cause } from '../cause.ts'

/** The first key that is looked for: without it the Secret is of no GitHub App at all. */
const NO_APP = /app ID must be (?:provided|specified) to use github app authentication/i

/** `spec.provider` of a Git source decides how its Secret is read. Source: docs/spec/v1/gitrepositories.md of fluxcd/source-controller. */
export const GIT_PROVIDER: Cause[] = [
  {
    id: 'git-provider-mismatch',
    title: 'spec.provider of the Git source and the keys of its Secret do not fit: a GitHub App wants github, any other login wants none',
    topics: ['git'],
    signs: [
      certain((text, { spec }) => (spec?.['provider'] === 'github' ? NO_APP.exec(text)?.[0] : undefined), { hint: NO_APP }),
      likely(NO_APP, { rank: 8 }),
      certain(/github app data must be (?:provided|specified) when provider is set to github/i),
      certain(/has github app data but provider is not set to github/i),
      likely(/InvalidProviderConfiguration/, { rank: 10 }),
      likely(/provider (?:is set to |'?)(?:azure|aws)'?[^.]{0,80}secretRef|secretRef[^.]{0,80}provider (?:is set to |'?)(?:azure|aws)/i, {
        rank: 8,
        about: 'git',
      }),
    ],
    fix: ({ namespace, name, wantedProvider }) =>
      wantedProvider === 'github'
        ? shell`kubectl --namespace ${namespace} patch gitrepository ${name} --type merge --patch '{"spec":{"provider":"github"}}' # of a FluxInstance: spec.sync.provider`
        : shell`kubectl --namespace ${namespace} patch gitrepository ${name} --type json --patch '[{"op":"remove","path":"/spec/provider"}]' # or a Secret with githubAppID, githubAppInstallationID and githubAppPrivateKey; of a FluxInstance: spec.sync.provider`,
    example: "failed to configure authentication options: secretRef 'apps/gh' has github app data but provider is not set to github",
  },
]
