import type { KubeReader, KubeWriter } from '../model/kube.ts'
import type { HelmReader, HelmWriter } from '../model/helm.ts'
import { HELM_TIMEOUT_MS, type Helm } from './process.ts'
import { markReleaseFailed, readReleases } from './release-storage.ts'

/** Reads releases where helm keeps them; only `version` and `signatureOf` start a process. */
export function createHelmReader(kube: KubeReader, helm: Helm): HelmReader {
  return {
    releases: (namespace) => readReleases(kube, namespace),
    // Loaded late, by a module of ours: only an uninstall reads YAML, and a bundled CommonJS package has no names of its own.
    objectsOf: async (release) => (await import('./manifest-objects.ts')).objectsToDelete(release),
    version: () => helm.version(),
    signatureOf: (image) => helm.signatureOf(image),
  }
}

/**
 * Writes through the helm program. Values go by stdin as JSON (which YAML reads), names stand behind `--`. Nothing is ever rolled back
 * or uninstalled to free a release: that would take Flux away.
 */
export function createHelmWriter(kube: KubeReader & KubeWriter, helm: Helm): HelmWriter {
  return {
    upgrade: async ({ name, namespace, chart, version, values, labels, description, takeOwnership }) => {
      const major = Number((await helm.version()).split('.')[0])
      const args = [
        'upgrade',
        '--install',
        '--namespace',
        namespace,
        '--values',
        '-',
        '--history-max',
        '10',
        '--timeout',
        `${HELM_TIMEOUT_MS / 1000}s`,
        '--description',
        description,
        '--labels',
        Object.entries(labels)
          .map(([key, value]) => `${key}=${value}`)
          .join(','),
        ...(version ? ['--version', version] : []),
        ...(/^oci:\/\/(127\.0\.0\.1|localhost)[:/]/.test(chart) ? ['--plain-http'] : []),
        // Both helms write the same way, from the client. The chart prints an empty artifact without quotes, as null; applied on the server,
        // as helm 4 would by itself, that is refused ("spec.distribution.artifact: Invalid value: "null""). Sent by the client it is dropped.
        // What was changed by hand inside a FluxInstance is put back by its own resource, whichever helm is there.
        ...(major >= 4 ? ['--server-side=false'] : []),
        ...(takeOwnership ? ['--take-ownership'] : []),
        '--',
        name,
        chart,
      ]
      await helm.run(args, { input: JSON.stringify(values) })
    },
    uninstall: async ({ name, namespace }) => {
      await helm.run(['uninstall', '--namespace', namespace, '--timeout', `${HELM_TIMEOUT_MS / 1000}s`, '--ignore-not-found', '--', name])
    },
    markFailed: (release) => markReleaseFailed(kube, release),
  }
}
