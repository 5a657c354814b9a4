import { renderCloudFormation } from './cloudformation.ts'
import { renderHelm } from './helm.ts'
import { renderIam } from './iam.ts'
import { renderKubernetes } from './kubernetes.ts'
import type { Renderers } from './rendering.ts'
import { renderTerraform } from './terraform.ts'

/** Every format of `render`. A new one is a file, a row here, and a word in RENDER_FORMATS. */
export const RENDERERS: Renderers = {
  iam: renderIam,
  kubernetes: renderKubernetes,
  helm: renderHelm,
  terraform: renderTerraform,
  cloudformation: renderCloudFormation,
}
