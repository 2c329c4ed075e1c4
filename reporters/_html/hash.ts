/** The choice of the reader, which lives in the fragment of the address. */
import { useEffect, useState } from 'preact/hooks'
import { type Choice, choiceOf, fragmentOf } from './filter.ts'

/** The choice, and how to change it. */
export function useChoice(): readonly [Choice, (choice: Choice) => void] {
  const [choice, setChoice] = useState(() => choiceOf(location.hash))
  useEffect(() => {
    const read = (): void => setChoice(choiceOf(location.hash))
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  const choose = (next: Choice): void => {
    // No entry in the history for every letter that is typed.
    history.replaceState(null, '', fragmentOf(next))
    setChoice(next)
  }
  return [choice, choose]
}
