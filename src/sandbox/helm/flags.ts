export type HelmMajor = '3' | '4'
/** `optional`: a value only after `=`, as pflag's NoOptDefVal. */
export type Takes = 'value' | 'list' | 'bool' | 'optional'
export interface Flag {
  name: string
  takes: Takes
  short?: string
  only?: HelmMajor
}

/** `name`, `name/n` with its shorthand, `name=3` for helm 3 only. */
function flags(takes: Takes, names: string): Flag[] {
  return names
    .split(/\s+/)
    .filter(Boolean)
    .map((text) => {
      const [, name = '', short, only] = /^([\w-]+)(?:\/(\w))?(?:=([34]))?$/.exec(text) ?? []
      return { name, takes, ...(short && { short }), ...(only && { only: only as HelmMajor }) }
    })
}

const GLOBAL = [
  ...flags(
    'value',
    'burst-limit kube-apiserver kube-as-user kube-ca-file kube-context kube-tls-server-name kube-token kubeconfig namespace/n qps',
  ),
  ...flags('value', 'registry-config repository-cache repository-config color=4 colour=4 content-cache=4'),
  ...flags('list', 'kube-as-group'),
  ...flags('bool', 'debug help/h kube-insecure-skip-tls-verify'),
]
const CHART = [
  ...flags('value', 'ca-file cert-file key-file keyring password repo username version'),
  ...flags('bool', 'devel insecure-skip-tls-verify pass-credentials plain-http verify'),
]
const VALUES = flags('list', 'values/f set set-file set-json set-literal set-string')
const OUTPUT = flags('value', 'output/o')
const RENDER = [
  ...CHART,
  ...VALUES,
  ...OUTPUT,
  ...flags('value', 'description timeout post-renderer'),
  ...flags('list', 'labels/l post-renderer-args'),
  ...flags(
    'bool',
    'create-namespace dependency-update disable-openapi-validation enable-dns hide-notes hide-secret no-hooks render-subchart-notes',
  ),
  ...flags(
    'bool',
    'skip-crds skip-schema-validation take-ownership wait-for-jobs atomic force=3 force-conflicts=4 force-replace=4 rollback-on-failure=4',
  ),
  ...flags('bool', 'wait=3'),
  ...flags('optional', 'wait=4 dry-run'),
]
const INSTALL = [...RENDER, ...flags('value', 'name-template'), ...flags('bool', 'generate-name/g replace server-side=4')]

/** The flags of helm 3.21 and 4.2, as their `--help` lists them. */
const OF_COMMAND: Record<string, Flag[]> = {
  install: INSTALL,
  template: [
    ...INSTALL,
    ...flags('value', 'kube-version output-dir'),
    ...flags('list', 'api-versions/a show-only/s'),
    ...flags('bool', 'include-crds is-upgrade release-name skip-tests validate'),
  ],
  upgrade: [
    ...RENDER,
    ...flags('value', 'history-max server-side=4'),
    ...flags('bool', 'install/i cleanup-on-fail reset-then-reuse-values reset-values reuse-values'),
  ],
  uninstall: [
    ...flags('value', 'cascade description timeout'),
    ...flags('bool', 'dry-run ignore-not-found keep-history no-hooks wait=3'),
    ...flags('optional', 'wait=4'),
  ],
  status: [...OUTPUT, ...flags('value', 'revision'), ...flags('bool', 'show-desc=3 show-resources=3')],
  list: [
    ...OUTPUT,
    ...flags('value', 'filter/f max/m offset selector/l time-format'),
    ...flags(
      'bool',
      'all/a=3 all-namespaces/A date/d deployed failed no-headers pending reverse/r short/q superseded uninstalled uninstalling',
    ),
  ],
  history: [...OUTPUT, ...flags('value', 'max')],
  'get values': [...OUTPUT, ...flags('value', 'revision'), ...flags('bool', 'all/a')],
  'get manifest': flags('value', 'revision'),
  'get metadata': [...OUTPUT, ...flags('value', 'revision')],
  'show chart': CHART,
  version: [...flags('value', 'template'), ...flags('bool', 'short')],
}

export const COMMANDS = Object.keys(OF_COMMAND)

/** Global flags and those of the command. */
export function flagsOf(command: string, major: HelmMajor): Flag[] {
  return [...GLOBAL, ...(OF_COMMAND[command] ?? [])].filter(({ only }) => !only || only === major)
}
