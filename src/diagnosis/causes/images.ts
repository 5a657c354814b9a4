import { shell } from '../../domain/shell.ts'
import { certain, likely, near, possible, symptom, type Cause } from '../cause.ts'

/** Repositories, tags and what policies make of them. */
export const IMAGES: Cause[] = [
  {
    id: 'repository-missing',
    title: 'the registry has no repository of this name',
    topics: ['registry'],
    signs: [
      likely(/dkr[.-]ecr[^]{0,160}tags\/list[^]{0,80}\b404\b|Repository Does Not Exist/i, { rank: 7 }),
      likely(
        [
          /The repository with name '[^']+' does not exist in the registry with id|\bNAME_UNKNOWN\b/i,
          /repository name not known to registry/i,
        ],
        { rank: 9 },
      ),
      likely(/name unknown|RepositoryNotFoundException|NAME_INVALID/i, { rank: 8, unless: /codecommit/i }),
      likely(/repository [^ ]+ not found\b(?!: manifest)|repository does not exist(?! or)/i, {
        rank: 6,
        unless: /git|ssh|remote:|unable to clone|codecommit|helm repo/i,
      }),
      possible(near('repositor', 'not found|not exist|404|unknown', 120), { rank: 2 }),
      possible(/repository does not exist or may require|does not exist or no pull access/i, { rank: 7 }),
      possible(/tags\/list[^]{0,60}404/i),
    ],
    differs: 'account and region in the host: the repository may exist in others',
    fix: ({ repository, region, account }) =>
      shell`aws ecr describe-repositories --region ${region} --registry-id ${account} --repository-names ${repository}`,
    example:
      "GET https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/apps/web/tags/list: NAME_UNKNOWN: The repository with name 'apps/web' does not exist in the registry with id '111122223333'",
  },
  {
    id: 'tag-missing',
    title: 'the tag, version or manifest does not exist',
    topics: ['registry'],
    differs: 'the tags that are there: helm takes strict versions alone (1.2.3, not v1.2), and a range without -0 no pre-release',
    signs: [
      possible(/failed to (?:pull|resolve)|ErrImagePull|ImagePullBackOff|chart pull error/i, { rank: 0 }),
      likely(/does not contain descriptor matching platform|no matching manifest for|no match for platform in manifest/i, { rank: 8 }),
      certain(/\bMANIFEST_UNKNOWN\b|manifest unknown/i, {
        unless: /flux-operator|pull(?:ing)? artifact|latest manifests|\/([\w.-]+)\/\1[:/]|chart/i,
      }),
      certain(/ImageNotFoundException|The image with imageId .{0,120} does not exist within the repository/i),
      likely(/unable to locate any tags in (?:the )?provided repository/i, { rank: 10 }),
      likely(/Requested image not found|image not found|no such image|not found: manifest/i, { rank: 5 }),
      likely(/\bMANIFEST_UNKNOWN\b|manifest unknown/i, { rank: 9 }),
      likely(/manifest for [^ ]+ not found|no such manifest|manifest (?:not found|invalid)/i, { rank: 9 }),
      likely(
        [
          /no '[^']*' chart with version matching|chart "[^"]+"[^]{0,40}version "[^"]+" not found/i,
          /no chart version found|could not locate a version matching|chart "[^"]+" (?:matching [^ ]+ )?not found in/i,
          /no chart name found|improper constraint/i,
        ],
        { rank: 8 },
      ),
      likely([/failed to resolve reference "[^"]+": [^ ]+: not found/i, /(?:pull|resolve)[^]{0,160}[\w/-]+:[\w.+-]+: not found/i], {
        rank: 7,
        unless: /\/([\w-]+)\/\1:/,
      }),
      likely([/failed to determine artifact digest[^]{0,160}(?:404|not found)/i, /\/manifests\/[^ ]+[^]{0,60}(?:404|not found)/i], {
        rank: 7,
      }),
      likely(
        [
          /no match found for semver|no matching (?:tag|version)|tag [^ ]{1,80} (?:not found|does not exist)/i,
          /(?:version|tag) [^ ]{1,60} (?:was )?not found/i,
        ],
        { rank: 5, unless: /git|unable to determine the version|build failed|distribution|Kubernetes/i },
      ),
      possible(near('\\btags?\\b|manifest|image|chart', 'not found|not exist|404|unknown', 120), { rank: 1 }),
      possible(/download chart[^]{0,160}: not found/i, { rank: 7 }),
      possible(/\b404\b[^]{0,40}(?:not found)?/i, { unless: /git|IMDS/i }),
    ],
    fix: ({ repository, region, account, repositoryUrl }) =>
      repositoryUrl !== 'HOST/REPOSITORY' && !/\.dkr[.-]ecr/.test(repositoryUrl)
        ? shell`oras repo tags ${repositoryUrl} # charts want strict versions: 1.2.3, not v1.2 and not latest`
        : shell`aws ecr list-images --region ${region} --registry-id ${account} --repository-name ${repository} --query 'imageIds[].imageTag'`,
    example:
      'failed to determine artifact digest: GET https://ghcr.io/v2/acme/manifests/manifests/v9.9.9: MANIFEST_UNKNOWN: manifest unknown',
  },
  {
    id: 'no-latest-image',
    title: 'the policy found no tag, or ran before the first scan was stored',
    topics: ['registry'],
    signs: [
      symptom(/ImagePolic\w*[^.]{0,60}(?:no|not|any|cannot|never)[^.]{0,30}(?:tag|image|version|updat)/i),
      likely(
        /latest (?:image|tag|ref)[^.]{0,40}(?:is )?(?:empty|not (?:set|resolved|available))|tags? (?:did not|do not|does not) match|no tags? match|filterTags/i,
        { rank: 6, unless: /git|semver: >/i },
      ),
      certain([
        /no (?:latest )?image found for policy|cannot determine latest tag for policy|no tags in database/i,
        /version list argument cannot be empty|unable to determine latest version from provided list/i,
      ]),
      certain([/no scanned tags|no image tags? found/i]),
      likely(/referenced ImageRepository (?:has not been scanned|does not exist)/i, { rank: 9 }),
      likely([/ImagePolicy[^.]{0,60}(?:not ready|no |fail|error)/i, /image polic(?:y|ies)[^.]{0,40}(?:not ready|not resolved)/i], {
        rank: 4,
        unless: /no matches for kind|not found in/i,
      }),
      likely(
        [
          /invalid (?:policy|semver|regular expression)[^]{0,60}(?:image|polic|filter)/i,
          /failed to (?:compute|apply) (?:tags|policy|the policy)/i,
        ],
        { rank: 4, unless: /IAM|network|index/i },
      ),
      likely(
        [
          /(?:no|cannot find|unable to find|not find)[^.]{0,40}latest (?:image|tag|version)/i,
          /latest (?:image|tag)[^.]{0,60}(?:not found|empty|unknown|none|no )/i,
        ],
        { rank: 8 },
      ),
      likely(near('ImagePolic|image policy|\\bpolicy\\b', 'no tags?|no images?|not ready|not scanned|no match'), {
        rank: 5,
        unless: /IAM|identity-based|trust|assume|semver: >|VPC/i,
      }),
      likely(/found 0 tags|DependencyNotReady[^]{0,60}Image/i, { rank: 6 }),
    ],
    differs: 'kubectl describe imagerepository: no tag after the scan, or none that passes the filter of the policy',
    fix: ({ namespace, name }) =>
      shell`kubectl --namespace ${namespace} get imagerepository,imagepolicy # and compare spec.filterTags and spec.policy of ${name} with the tags`,
    example: 'cannot determine latest tag for policy: version list argument cannot be empty',
  },
]
