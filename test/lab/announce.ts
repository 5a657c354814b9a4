/** Says once, before the tests of this project, which servers they meet (vitest's globalSetup). */
export function setup(): void {
  const lab = process.env['FLUX_IRSA_LAB']
  process.stdout.write(lab ? `lab: real servers from ${lab}\n` : 'lab: skipped, because FLUX_IRSA_LAB does not name the folder of a lab\n')
}
