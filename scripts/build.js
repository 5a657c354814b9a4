import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const outdir = process.argv[2] ?? 'dist'
const { version } = JSON.parse(await readFile('package.json', 'utf8'))

/** These packages do nothing when they are loaded, but do not say so: unused parts of them can be left out. */
const silent = /node_modules\/(@kubernetes\/client-node|openid-client|oauth4webapi|jose|stream-buffers)\//
const withoutSideEffects = {
  name: 'without-side-effects',
  setup({ onResolve, resolve }) {
    const own = Symbol('asked by this plugin')
    onResolve({ filter: /./ }, async (args) => {
      if (args.pluginData === own || args.kind === 'entry-point') return undefined
      // Only from or into one of them: asking for every import would take most of the build's time.
      if (!silent.test(`${args.importer}/`) && !silent.test(`node_modules/${args.path}/`)) return undefined
      const found = await resolve(args.path, { kind: args.kind, importer: args.importer, resolveDir: args.resolveDir, pluginData: own })
      if (found.errors.length > 0) return undefined
      return silent.test(found.path) ? { ...found, sideEffects: false } : undefined
    })
  },
}

const { metafile, outputFiles } = await build({
  entryPoints: { main: 'src/main.ts', action: 'src/action/main.ts' },
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'none',
  // The SDK's CJS builds have no named exports for a dynamic import, so ESM comes first.
  mainFields: ['module', 'main'],
  // The Kubernetes client needs little of node-fetch 2, which brings 300 kB and, on newer Nodes, a warning about punycode.
  alias: { 'node-fetch': fileURLToPath(new URL('bundled/node-fetch.js', import.meta.url)) },
  define: { FLUX_IRSA_VERSION: JSON.stringify(version) },
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  plugins: [withoutSideEffects],
  metafile: true,
  write: false,
  logLevel: 'warning',
})

// New files first, old ones last: a program that runs meanwhile finds its chunks.
await mkdir(outdir, { recursive: true })
await Promise.all(outputFiles.map(({ path, contents }) => writeFile(path, contents)))
await writeFile(join(outdir, 'meta.json'), JSON.stringify(metafile))
const written = new Set(['meta.json', ...outputFiles.map(({ path }) => basename(path))])
const stale = (await readdir(outdir)).filter((name) => !written.has(name))
await Promise.all(stale.map((name) => rm(join(outdir, name), { recursive: true })))
