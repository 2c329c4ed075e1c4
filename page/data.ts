/** The data that the page brings along. */
export function dataOfPage<T>(): T {
  return JSON.parse(document.getElementById('data')?.textContent ?? 'null') as T
}
