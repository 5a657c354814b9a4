import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))

/** These packages do nothing when they are loaded, but do not say so: unused parts of them can be left out. */
const withoutSideEffects = {
  name: 'without-side-effects',
  setup({ onResolve, resolve }) {
    const own = Symbol('asked by this plugin')
    onResolve({ filter: /./ }, async (args) => {
      if (args.pluginData === own || args.kind === 'entry-point') return undefined
      const found = await resolve(args.path, { kind: args.kind, importer: args.importer, resolveDir: args.resolveDir, pluginData: own })
      if (found.errors.length > 0) return undefined
      if (/node_modules\/(@kubernetes\/client-node|openid-client|oauth4webapi|jose|stream-buffers)\//.test(found.path)) return { ...found, sideEffects: false }
      return found
    })
  },
}

rmSync('dist', { recursive: true, force: true })
const { metafile } = await build({
  entryPoints: { main: 'src/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  keepNames: false,
  legalComments: 'none',
  // The SDK's CJS builds have no named exports for a dynamic import, so ESM comes first.
  mainFields: ['module', 'main'],
  define: { FLUX_IRSA_VERSION: JSON.stringify(version) },
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  plugins: [withoutSideEffects],
  metafile: true,
  logLevel: 'warning',
})
writeFileSync('dist/meta.json', JSON.stringify(metafile))
