/** The fewest patterns that mean all cases that show a defect. Pure. */

/** With more patterns than this, one that means all of them says more. */
const MOST = 3

/**
 * The shortest patterns that match these cases: their ids, or `suite/**` where at least half of the cases show the defect,
 * or `**`. More than three patterns become one: a defect is one cause, wherever it shows.
 * @param shown ids of the cases that show it
 * @param all ids of all cases
 */
export function coverCases(shown: readonly string[], all: readonly string[]): readonly string[] {
  return coverBelow('', [...new Set(shown)], all)
}

function coverBelow(folder: string, shown: readonly string[], all: readonly string[]): readonly string[] {
  if (shown.length < 2) return shown
  const everything = [`${folder}**`]
  const steps = new Set(shown.map((id) => stepBelow(folder, id)))
  if (steps.size > 1 && shown.length * 2 >= all.length) return everything
  const patterns = [...steps].flatMap((step) => {
    const isBelow = (id: string): boolean => stepBelow(folder, id) === step
    const own = shown.filter(isBelow)
    return own.includes(folder + step) ? own : coverBelow(`${folder}${step}/`, own, all.filter(isBelow))
  })
  return patterns.length > MOST ? everything : patterns
}

function stepBelow(folder: string, id: string): string {
  return id.slice(folder.length).split('/', 1)[0] ?? ''
}
