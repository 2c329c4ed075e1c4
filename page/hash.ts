/** What the reader chose, which lives in the fragment of the address. */
import { useEffect, useState } from 'preact/hooks'

/**
 * The choice, and how to change it.
 * @param read the choice that a fragment says
 * @param write the fragment that says a choice
 */
export function useFragment<T>(
  read: (fragment: string) => T,
  write: (choice: T) => string,
): readonly [T, (choice: T) => void] {
  const [choice, setChoice] = useState(() => read(location.hash))
  useEffect(() => {
    const reread = (): void => setChoice(read(location.hash))
    addEventListener('hashchange', reread)
    return () => removeEventListener('hashchange', reread)
  }, [read])
  const choose = (next: T): void => {
    // No entry in the history for every letter that is typed.
    history.replaceState(null, '', write(next))
    setChoice(next)
  }
  return [choice, choose]
}
