/** Loaded on demand as a module of its own: a dynamic import of the whole client would bundle all of its generated API. */
export { KubeConfig } from '@kubernetes/client-node/dist/config.js'
export { Exec } from '@kubernetes/client-node/dist/exec.js'
