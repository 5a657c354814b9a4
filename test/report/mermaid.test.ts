import { expect, test } from 'vitest'
import { mermaidOf } from '../../src/report/page/mermaid.ts'
import { mixedChain, nastyChain } from './sample-chain.ts'

test('every link says its state, and what is wrong with it', () => {
  expect(mermaidOf(mixedChain)).toMatchInlineSnapshot(`
    "flowchart TB
      git["Git"]
      secret["Secret"]
      source["source-controller"]
      kustomize["kustomize-controller"]
      workloads["workloads"]
      cluster["EKS cluster"]
      issuer["issuer"]
      provider["OIDC provider"]
      account["ServiceAccount"]
      pod["pod"]
      token["projected token"]
      sts["STS"]
      role["IAM role"]
      policy["IAM policy"]
      ecr["ECR"]
      images["ImageRepository"]
      git -->|"– credentials: not proven"| secret
      secret -->|"✔ reads"| source
      source -->|"– hands over: not proven"| kustomize
      kustomize -->|"– applies: not proven"| workloads
      cluster -->|"✔ signs tokens"| issuer
      issuer -->|"✔ known to IAM"| provider
      provider -->|"– audience: not proven"| sts
      account -->|"! annotation: warning<br/>the operator takes the annotation back"| pod
      pod -->|"– carries: not proven"| token
      token -->|"– exchanged: not proven"| sts
      sts -->|"✘ trust: failed<br/>the role does not let image-reflector-controller in"| role
      role -->|"? has: unknown<br/>iam:ListAttachedRolePolicies was denied"| policy
      policy -->|"– allows: not proven"| ecr
      ecr -->|"– tags: not proven"| images
      images -->|"– commits: not proven"| git
      linkStyle 0 stroke:#8b949e,stroke-width:2px,stroke-dasharray:3 3
      linkStyle 1 stroke:#2da44e,stroke-width:2px
      linkStyle 2 stroke:#8b949e,stroke-width:2px,stroke-dasharray:3 3
      linkStyle 3 stroke:#8b949e,stroke-width:2px,stroke-dasharray:3 3
      linkStyle 4 stroke:#2da44e,stroke-width:2px
      linkStyle 5 stroke:#2da44e,stroke-width:2px
      linkStyle 6 stroke:#8b949e,stroke-width:2px,stroke-dasharray:3 3
      linkStyle 7 stroke:#bf8700,stroke-width:3px
      linkStyle 8 stroke:#8b949e,stroke-width:2px,stroke-dasharray:3 3
      linkStyle 9 stroke:#8b949e,stroke-width:2px,stroke-dasharray:3 3
      linkStyle 10 stroke:#e5534b,stroke-width:4px
      linkStyle 11 stroke:#a475f9,stroke-width:3px,stroke-dasharray:6 3
      linkStyle 12 stroke:#8b949e,stroke-width:2px,stroke-dasharray:3 3
      linkStyle 13 stroke:#8b949e,stroke-width:2px,stroke-dasharray:3 3
      linkStyle 14 stroke:#8b949e,stroke-width:2px,stroke-dasharray:3 3
    "
  `)
})

test('whatever a cluster says, each label stays one quoted label of plain text', () => {
  const lines = mermaidOf(nastyChain).split('\n')
  const labels = lines.filter((line) => line.includes('-->'))
  expect(labels.length).toBeGreaterThan(10)
  // As mermaid reads it: nothing but letters, marks, entity codes and our own line break between the quotes.
  for (const line of labels) expect(line).toMatch(/^ {2}\w+ -->\|"(?:<br\/>|#\d+;|[^"<>&#`\\|;{}[\]()*_~%$@\n])*"\| \w+$/)
})
