/** What a turn is where nothing is said of it. */
import type { Turn } from '../model/index.ts'

/** A turn that sends an empty body and expects a success; its path is still to be named. */
export const PLAIN_TURN: Turn = {
  send: {},
  omit: [],
  fresh: false,
  method: 'POST',
  path: '/',
  headers: {},
  times: 1,
  hangUp: false,
  needs: [],
  expect: {},
  assume: {},
}
