import type { AwsReader, AwsWriter } from './aws.ts'
import type { HelmReader, HelmWriter } from './helm.ts'
import type { KubeReader, KubeWriter } from './kube.ts'

/** What `plan` and `verify` are handed: nothing in it can write. */
export interface ReadPorts {
  aws: AwsReader
  kube: KubeReader
  helm: HelmReader
}

/** What `apply` and `remove` are handed. */
export interface WritePorts {
  aws: AwsReader & AwsWriter
  kube: KubeReader & KubeWriter
  /** Also Kubernetes, but not ended by the run's own signal: an interrupted run still gives its lease back. */
  lock: KubeReader & KubeWriter
  helm: HelmReader & HelmWriter
}
