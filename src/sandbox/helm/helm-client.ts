import { chmod, writeFile } from 'node:fs/promises'

/**
 * Writes the executable that stands in for helm: it hands its command line, the files that it names, stdin and what helm reads of the
 * environment to the sandbox at `endpoint`, prints what comes back and exits with helm's code. It runs on the Node at `execPath`.
 */
export async function writeHelmClient(path: string, { execPath, endpoint }: { execPath: string; endpoint: string }): Promise<void> {
  await writeFile(path, `#!${execPath}\nconst ENDPOINT = ${JSON.stringify(endpoint)}\n${CLIENT}`)
  await chmod(path, 0o755)
}

/** CommonJS, no dependencies: it starts on every helm call. */
const CLIENT = String.raw`
const fs = require('node:fs')
const http = require('node:http')

const argv = process.argv.slice(2)
const { env } = process
const id = process.pid + '-' + Date.now()

function read(path) {
  try {
    const stat = fs.statSync(path)
    return stat.isFile() && stat.size < 4e6 ? fs.readFileSync(path, 'utf8') : undefined
  } catch {
    return undefined
  }
}

const files = {}
for (const arg of argv) {
  for (const name of [arg, arg.slice(arg.indexOf('=') + 1)]) {
    const text = name && name !== '-' ? read(name) : undefined
    if (text !== undefined) files[name] = text
  }
}
const stdin = argv.some((arg) => arg === '-' || arg.endsWith('=-')) ? fs.readFileSync(0, 'utf8') : ''
const kubeconfig = env.KUBECONFIG || (env.HOME ? env.HOME + '/.kube/config' : '')
const body = {
  id, argv, files, stdin,
  environment: Object.keys(env),
  env: {
    KUBECONFIG: kubeconfig && read(kubeconfig),
    SSL_CERT_FILE: env.SSL_CERT_FILE && read(env.SSL_CERT_FILE),
    HTTPS_PROXY: env.HTTPS_PROXY || env.https_proxy,
    HELM_NAMESPACE: env.HELM_NAMESPACE, HELM_KUBECONTEXT: env.HELM_KUBECONTEXT, HELM_KUBETOKEN: env.HELM_KUBETOKEN,
  },
}

function post(path, text, done) {
  const request = http.request(ENDPOINT + path, { method: 'POST', agent: false }, (response) => {
    let answer = ''
    response.setEncoding('utf8')
    response.on('data', (part) => { answer += part })
    response.on('end', () => done(answer))
  })
  request.on('error', (error) => {
    process.stderr.write('Error: the sandbox is gone: ' + error.message + '\n')
    process.exit(1)
  })
  request.end(text)
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => post('/cancel/' + id, '', () => {}))
post('/run', JSON.stringify(body), (answer) => {
  const { code, stdout, stderr } = JSON.parse(answer)
  process.exitCode = code
  if (stdout) process.stdout.write(stdout)
  if (stderr) process.stderr.write(stderr)
})
`
