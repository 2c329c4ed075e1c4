/** The models that are served. The first one is what a client gets that takes whatever is there. */

const created = 1_735_689_600

const served = ['reference-1', 'reference-mini'].map((id) => ({ id, object: 'model', created, owned_by: 'reference' }))

/** Whether a model is served under this name. */
export function knownModel(id: string): boolean {
  return served.some((model) => model.id === id)
}

/** The object of GET /models/{id}; undefined if there is no such model. */
export function modelObject(id: string): object | undefined {
  const model = served.find((entry) => entry.id === id)
  return model && { ...model }
}

/** The object of GET /models. */
export function modelList(): object {
  return { object: 'list', data: served.map((model) => ({ ...model })) }
}
