interface Entry {
  endpoint: string
  adminToken: string
  cluster: string
  /** PEM. */
  ca: string
}

/** A kubeconfig with which kubectl meets the simulated API server as its administrator. JSON is YAML too. */
export function kubeconfigOf({ endpoint, adminToken, cluster, ca }: Entry): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': cluster,
    contexts: [{ name: cluster, context: { cluster, user: cluster } }],
    clusters: [{ name: cluster, cluster: { server: endpoint, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: cluster, user: { token: adminToken } }],
  })
}
