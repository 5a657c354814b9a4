import { desire } from '../flux/desire.ts'
import { desireBinding } from '../identity/binding/desire-binding.ts'
import { desireUnbinding } from '../identity/binding/desire-unbinding.ts'
import type { Scope } from '../engine/make-plan.ts'
import { observe } from '../flux/observe.ts'
import { observeBinding } from '../identity/binding/observe-binding.ts'
import { BINDING_RESOURCES, RESOURCES, UNBINDING_RESOURCES } from '../resources/table.ts'

/** Flux and its identity: install, plan, adopt, render. */
export const FLUX: Scope = { observe, desire, resources: RESOURCES }
/** The identity of other workloads: bind. */
export const BINDING: Scope = { observe: observeBinding, desire: desireBinding, resources: BINDING_RESOURCES }
/** The same, taken away: unbind. */
export const UNBINDING: Scope = { observe: observeBinding, desire: desireUnbinding, resources: UNBINDING_RESOURCES }
