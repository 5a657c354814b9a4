import { shell } from '../../domain/shell.ts'
import { certain, likely, near, possible, symptom, type Cause } from '../cause.ts'
import { TROUBLE } from '../phrases.ts'

const install = ({ cluster }: { cluster: string }) => shell`flux-irsa install --cluster ${cluster}`
const FLUX_KINDS = [
  'Kustomization',
  'GitRepository',
  'HelmRelease',
  'HelmRepository',
  'OCIRepository',
  'ImageRepository',
  'ImagePolicy',
  'ImageUpdateAutomation',
  'FluxInstance',
  'Bucket',
  'Receiver',
  'Provider',
  'Alert',
  'ResourceSet',
].join('|')
const REMOVED_APIS =
  /no matches for kind "(?:PodSecurityPolicy|Ingress|CronJob|PodDisruptionBudget|HorizontalPodAutoscaler|Deployment|DaemonSet|FlowSchema|CSIStorageCapacity|EndpointSlice|CustomResourceDefinition|MutatingWebhookConfiguration|ClusterRole|Role)" in version/i

/** CRDs, namespaces and versions: what must be there before Flux is installed, and what stays behind it. */
export const INSTALL: Cause[] = [
  {
    id: 'crd-missing',
    title: 'the API kind or version is not served by the installed CRDs',
    signs: [
      likely(/Unsupported value: "\w+": supported values: [^]{0,80}(?:Repository|Bucket)/i, { rank: 4 }),
      likely(
        [
          /no matches for kind|ensure CRDs are installed first|resource mapping not found|failed to get restmapping/i,
          /no kind "(?!ExecCredential)[^"]+" is registered|must appear in spec\.versions|invalid group\/version/i,
        ],
        { rank: 8, unless: REMOVED_APIS },
      ),
      likely(
        [
          /customresourcedefinitions?[^ ]* "[^"]+" not found|could not find the requested resource/i,
          /unable to recognize/i,
          /the server doesn'?t have a resource type "(?!svc|services?"|pods?"|nodes?"|namespaces?")/i,
          /API (?:kind|version|group)[^.]{0,40}(?:not (?:found|served|available)|unknown)/i,
          /CRDs? [^.]{0,40}(?:not (?:found|installed)|missing|do(?:es)? not exist)/i,
          /apiVersion [^.]{0,60} (?:is not|not) (?:available|supported|served)/i,
        ],
        { rank: 6, unless: REMOVED_APIS },
      ),
      likely([/unknown field "|field not declared in schema|strict decoding error/i, /ValidationError\([^)]*\): unknown field/i], {
        rank: 5,
        unless: /sops/i,
      }),
      possible(near('\\bCRDs?\\b|custom ?resource ?definition', TROUBLE, 120), { rank: 2, unless: /build failed|substitution/i }),
      possible(/no matches for kind/i, { rank: 6 }),
    ],
    differs:
      'kubectl get crd | grep fluxcd: none at all means that Flux is not installed; otherwise versions do not go together, or the CRD is seconds old',
    fix: install,
    example: 'unable to recognize "image.yaml": no matches for kind "ImagePolicy" in version "image.toolkit.fluxcd.io/v1"',
  },
  {
    id: 'flux-not-installed',
    title: 'Flux or its CRDs are not there at all',
    signs: [
      likely(/flux is not installed/i, { rank: 9 }),
      likely(
        /(?:Flux|CRDs?) (?:is|are|has|have) not (?:been )?installed|no (?:Flux|toolkit)[^.]{0,30}(?:found|installed)|install Flux first|flux is not (?:running|present)/i,
        { rank: 7 },
      ),
      certain(/no controllers found in the '[^']+' namespace/i),
      likely(/no Flux CRDs found/i, { rank: 8 }),
      likely(
        [
          /flux[- ]system[^.]{0,40}(?:no (?:pods|deployments|resources)|is empty)/i,
          /Flux[^.]{0,40}(?:must be|needs to be|has not been|not been|is not yet) installed/i,
          /flux (?:version|distribution)[^.]{0,20}unknown/i,
        ],
        { rank: 6 },
      ),
      likely(
        [
          /flux (?:is )?not installed|no Flux installation|flux (?:installation|distribution) not found/i,
          /no fluxinstances?|Distribution not (?:found|installed)|could not find (?:a )?FluxInstance/i,
          /fluxinstances?[^ ]* "[^"]+" not found/i,
        ],
        { rank: 8 },
      ),
      likely(
        new RegExp(
          `the server doesn'?t have a resource type "(?:kustomizations?|gitrepositor\\w+|helmreleases?|fluxinstances?|imagerepositor\\w+|sources?)"`,
          'i',
        ),
        { rank: 8 },
      ),
      likely(
        [
          /deployments?(?:\.apps)? "(?:source|kustomize|helm|notification)-controller" not found/i,
          /No resources found in flux-system|resource name may not be empty/i,
        ],
        { rank: 6 },
      ),
      likely(/no matches for kind "(?:Kustomization|GitRepository|HelmRelease|HelmRepository)"/i, { rank: 4 }),
      possible(new RegExp(`no matches for kind "(?:${FLUX_KINDS})"|namespaces? "flux-system" not found`, 'i'), { rank: 7 }),
      possible(/customresourcedefinition|toolkit\.fluxcd\.io|fluxcd\.controlplane\.io/i, {
        rank: 2,
        unless: /build failed|for Id |substitution/i,
      }),
    ],
    fix: install,
    example: "✗ no controllers found in the 'flux-system' namespace with the label selector 'app.kubernetes.io/part-of=flux'",
  },
  {
    id: 'namespace-missing',
    title: 'the namespace is gone, or going',
    signs: [
      likely(/namespace ["'`]?[\w-]+["'`]? (?:not found|does not exist|is missing)|no such namespace|create(?:d)? the namespace first/i, {
        rank: 7,
        unless: /controllers found|secret|service ?account|role\b/i,
      }),
      likely(/namespaces? "[\w-]+" not found/i, { rank: 8 }),
      likely(/namespace[^.]{0,40}(?:does not exist|not found|could not be found|has been deleted|is missing)/i, {
        rank: 7,
        unless: /controllers found|secret|service ?account/i,
      }),
      likely(/unable to create new content in namespace \S+ because it is being terminated/i, { rank: 7 }),
    ],
    fix: (names) =>
      names.namespace === 'flux-system'
        ? install(names)
        : shell`kubectl get namespace ${names.namespace} || kubectl create namespace ${names.namespace}`,
    example: 'Error from server (NotFound): error when creating "image.yaml": namespaces "flux-system" not found',
  },
  {
    id: 'unsupported-k8s-version',
    title: 'Kubernetes is older or newer than what is supported',
    signs: [
      likely(/Kubernetes (?:server )?version[^.]{0,30}(?:lower|older|less|newer|greater|at least|below)/i, { rank: 7, unless: /client/i }),
      likely(
        /(?:Kubernetes|cluster) version [^.]{0,20}[\d.]+[^]{0,60}(?:not supported|unsupported|is too|incompatible|end of)|minimum (?:supported )?Kubernetes|kubeVersion|unsupported version of Kubernetes/i,
        { rank: 7 },
      ),
      likely(
        /no matches for kind "[^"]+" in version "(?:rbac\.authorization\.k8s\.io|policy|extensions|apps|batch|autoscaling|networking\.k8s\.io|apiextensions\.k8s\.io|admissionregistration\.k8s\.io|storage\.k8s\.io|scheduling\.k8s\.io|coordination\.k8s\.io|certificates\.k8s\.io|discovery\.k8s\.io|flowcontrol\.apiserver\.k8s\.io)\/v\d(?:alpha|beta)\d"/i,
        {
          rank: 9,
        },
      ),
      certain(/chart requires kubeVersion: .{1,60} which is incompatible with Kubernetes/i),
      certain(/Kubernetes version v?[\d.+\w-]+ does not match/i),
      likely(/removed kubernetes api\(s\) for this kubernetes version/i, { rank: 9 }),
      likely(
        [
          /unsupported Kubernetes version/i,
          /Kubernetes (?:version |v)?[\d.]*[^.]{0,40}(?:not supported|unsupported|too old|incompatible|end of (?:life|support)|minimum)/i,
          /(?:requires|needs|minimum) Kubernetes (?:version )?(?:v?[\d.]+|>=)|kubeVersion/i,
        ],
        { rank: 8 },
      ),
      likely(REMOVED_APIS, { rank: 8 }),
      likely(
        /(?:policy|extensions|apps|batch|autoscaling|rbac|apiextensions|admissionregistration)[\w.]*\/v\d(?:alpha|beta)\d[^.]{0,60}(?:removed|unavailable|not (?:found|available|served)|deprecated)/i,
        { rank: 5 },
      ),
    ],
    fix: ({ cluster, region }) => shell`aws eks describe-cluster --region ${region} --name ${cluster} --query cluster.version`,
    example:
      'Error: INSTALLATION FAILED: chart requires kubeVersion: >=1.30.0-0 which is incompatible with Kubernetes v1.27.16-eks-a18cd3a',
  },
  {
    id: 'uninstall-finalizers',
    title: 'controllers went before their objects: finalizers are never cleared',
    signs: [
      likely(/ensuring all content is removed from this namespace|namespace[^.]{0,60}automatically be purged/i, { rank: 8 }),
      symptom(
        /(?:can'?t|cannot|unable to|not)[^.]{0,30}(?:be )?delet\w*[^.]{0,40}(?:namespace|crd|kustomization|helmrelease)|namespace[^.]{0,40}(?:can'?t|cannot|never|not)[^.]{0,20}delet|(?:stuck|hang\w*)[^.]{0,30}(?:terminating|deleting|destroy)/i,
      ),
      likely(
        /NamespaceFinalizersRemaining|Some resources are remaining|waiting for (?:the )?(?:deletion|finalizers?|object to be deleted)|cannot (?:be )?delete[^.]{0,40}finalizer|foregroundDeletion/i,
        { rank: 7 },
      ),
      likely(/Still destroying\.\.\. \[id=(?:flux-system|[\w-]+)|\(destroy\)" error: context deadline/i, {
        rank: 7,
        unless: /vpc|subnet|nodegroup|aws_/i,
      }),
      certain(/has finalizers remaining|SomeFinalizersRemain/i, { unless: /0 resource/i }),
      likely(/InstanceDeletionInProgress|CustomResource deletion is in progress|object is being deleted/i, { rank: 7 }),
      likely(
        [
          /finalizers\.fluxcd\.io|finalizers?[^.]{0,80}(?:remain|stuck|not (?:removed|cleared)|pending|block)/i,
          /stuck (?:in |on )?(?:terminating|deleting)|NamespaceContentRemaining|SomeResourcesRemain|being terminated/i,
        ],
        { rank: 7 },
      ),
      likely(
        [
          /(?:timed out waiting|timeout)[^.]{0,80}(?:delet|terminat|uninstall)/i,
          /(?:delet|terminat|uninstall)[^.]{0,80}(?:timed out|timeout)/i,
        ],
        { rank: 5 },
      ),
      possible(/\bTerminating\b|deletionTimestamp/),
    ],
    fix: ({ cluster, namespace }) => shell`flux-irsa uninstall --cluster ${cluster} --namespace ${namespace}`,
    example: 'Some content in the namespace has finalizers remaining: finalizers.fluxcd.io in 3 resource instances',
  },
]
