/** Runs the hooks of several twists one after the other. */
import type { Asked, Refusal, Twist, WireFault } from './twist.ts'

type Changing = 'answers' | 'completion' | 'chunks' | 'frames' | 'pieces' | 'models' | 'model' | 'error'

/** Passes a value through one hook of every twist; a hook that returns nothing has changed it in place. */
export function pass<T>(twists: readonly Twist[], hook: Changing, value: T, asked: Asked): T {
  return twists.reduce((current, twist) => {
    const run = twist[hook] as ((value: T, asked: Asked) => T | undefined) | undefined
    return run?.call(twist, current, asked) ?? current
  }, value)
}

/** The refusal after all twists changed it; undefined if there is none. */
export function judge(twists: readonly Twist[], refusal: Refusal | undefined, asked: Asked): Refusal | undefined {
  return twists.reduce((current, twist) => (twist.refusal ? twist.refusal(current, asked) : current), refusal)
}

/** What the twists do to the connection of this request. */
export function wireOf(twists: readonly Twist[], asked: Asked): readonly WireFault[] {
  return twists.flatMap((twist) => twist.wire?.(asked) ?? [])
}
