import { Failure } from './failure.ts'

/** Behind a tunnel the endpoint does not tell the cluster; with `--no-token` nothing else may. */
export function tokenNotAsked(): Failure {
  return new Failure({
    code: 'token-not-asked',
    source: 'user',
    message: 'only a token of the API server would tell which cluster this is, and --no-token asks for none',
    fix: 'Use the endpoint that EKS names (leave --kubeconfig and --context out), or leave --no-token out.',
    docs: 'verify.md#without-tokens',
  })
}
