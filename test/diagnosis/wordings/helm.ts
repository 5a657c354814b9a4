import type { Wording } from './wording.ts'

export const HELM: Wording[] = [
  ['helm-locked', 'Helm upgrade failed: another operation (install/upgrade/rollback) is in progress'],
  ['helm-locked', 'STATUS: pending-upgrade'],
  ['helm-name-in-use', 'Helm install failed: cannot re-use a name that is still in use'],
  ['helm-name-in-use', 'Helm install failed for release apps/web with chart web@1.0.0: cannot re-use a name that is still in use'],
  ['helm-name-in-use', 'INSTALLATION FAILED: cannot re-use a name that is still in use'],
  [
    'helm-ownership',
    'Error: INSTALLATION FAILED: Unable to continue with install: ClusterRole "flux-operator" in namespace "" exists and cannot be imported into the current release: invalid ownership metadata',
  ],
  [
    'helm-ownership',
    'Error: INSTALLATION FAILED: Unable to continue with install: ServiceAccount "x" in namespace "y" exists and cannot be imported into the current release: invalid ownership metadata; annotation validation error: missing key "meta.helm.sh/release-name"',
  ],
  [
    'helm-ownership',
    'invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"',
  ],
  ['helm-ownership', 'rendered manifests contain a resource that already exists'],
]
