import { asProcess } from '../main.ts'
import { runAction } from './run-action.ts'

// What the runner starts (.github/actions/flux-irsa/action.yml).
void asProcess(runAction)
