/** The models of the server. A client without a preference takes the first one. */

const created = 1_735_689_600

const ours = ['reference-1', 'reference-mini']

const objectOf = (id: string) => ({ id, object: 'model', created, owned_by: 'reference' })

/** Whether a model is served under this name. */
export function knownModel(id: string): boolean {
  return ours.includes(id)
}

/** The object of GET /models/{id}; undefined if there is no such model. */
export function modelObject(id: string, served: readonly string[] = ours): object | undefined {
  return served.includes(id) ? objectOf(id) : undefined
}

/** The object of GET /models. */
export function modelList(served: readonly string[] = ours): object {
  return { object: 'list', data: served.map(objectOf) }
}
