export interface ManagedFieldsEntry {
  manager: string
  operation: string
  subresource?: string
  fieldsV1?: Record<string, unknown>
}

export interface ObjectMeta {
  name: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  finalizers?: string[]
  managedFields?: ManagedFieldsEntry[]
  ownerReferences?: { apiVersion?: string; kind: string; name: string; uid: string }[]
}

/** Any Kubernetes object, as its JSON. */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  [field: string]: unknown
}

export interface Condition {
  type: string
  status: string
  reason?: string
  message?: string
  observedGeneration?: number
  lastTransitionTime?: string
}

export interface Ref {
  kind: string
  name: string
  namespace?: string
  apiVersion?: string
}
/** An object by what its manifest says of it. */
export interface NamedObject {
  apiVersion: string
  kind: string
  name: string
  namespace?: string | undefined
}
export interface Selection {
  kind: string
  namespace?: string
  labels?: string
  /** A field selector, e.g. `status.phase=Pending`. */
  fields?: string
  apiVersion?: string
}
export interface AccessQuestion {
  verb: string
  group: string
  resource: string
  subresource?: string
  namespace?: string
  name?: string
}

/** What stands in a namespace. The objects are metadata alone. */
export interface NamespaceContents {
  objects: KubeObject[]
  /** Uids of owners of those objects that are not in the namespace, and exist. */
  livingOwners: Set<string>
  /** What could not be listed, and why: there may be more than `objects`. */
  unlisted: { what: string; reason: string }[]
}

/** Reads of the Kubernetes API. `kind` is one of src/model/kinds.ts. Objects and kinds that are not there are `undefined`. */
export interface KubeReader {
  readonly endpoint: string
  version(): Promise<string>
  get(ref: Ref): Promise<KubeObject | undefined>
  /** `undefined`: the API server does not serve this kind (its CRD is not installed). */
  list(selection: Selection): Promise<KubeObject[] | undefined>
  /** The same reader for one look: it asks at once, and only once, which kinds are served. */
  knowingKinds(): KubeReader
  /** Those of these objects that are there, of whatever kind, by their metadata alone. */
  find(refs: NamedObject[]): Promise<KubeObject[]>
  /** Every object of the cluster in these API groups, by its metadata alone, and what could not be listed. */
  ofGroups(isWanted: (group: string) => boolean): Promise<Pick<NamespaceContents, 'objects' | 'unlisted'>>
  /** All objects of a namespace, of every kind that is served, custom kinds too. */
  contents(namespace: string): Promise<NamespaceContents>
  /** The first state of the object (`undefined`: absent) of which `until` says true; watches, and reads again when a watch ends. */
  waitFor(ref: Ref, until: (object: KubeObject | undefined) => boolean): Promise<KubeObject | undefined>
  /** The first list of these objects of which `until` says true; asks again in short, growing pauses. */
  waitForList(selection: Selection, until: (objects: KubeObject[]) => boolean): Promise<KubeObject[]>
  mayI(question: AccessQuestion): Promise<{ allowed: boolean; reason?: string }>
  /** A ServiceAccount token by TokenRequest; stores nothing in the cluster. */
  token(request: { namespace: string; serviceAccount: string; audience: string; expirationSeconds: number }): Promise<string>
}

export interface KubeWriter {
  /** Server-side apply under the field manager `flux-irsa`, unless another is said. Without `force`, another manager's value is a conflict (Failure code `kube-conflict`). */
  apply(object: KubeObject, options?: { force: boolean; fieldManager?: string }): Promise<KubeObject>
  /** JSON merge patch; `resourceVersion` inside the body makes it conditional. */
  mergePatch(ref: Ref, body: object, options?: { fieldManager?: string }): Promise<KubeObject>
  create(object: KubeObject): Promise<KubeObject>
  replace(object: KubeObject): Promise<KubeObject>
  /**
   * Deletes a pod through the Eviction API, which keeps PodDisruptionBudgets. `false`: a budget does not allow it now. Absent already is
   * fine. Source: https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
   */
  evict(pod: { namespace: string; name: string }, options?: { uid?: string }): Promise<boolean>
  /** Absent already is fine. With `uid`, only that very object. */
  delete(ref: Ref, options?: { uid?: string; resourceVersion?: string }): Promise<void>
}
