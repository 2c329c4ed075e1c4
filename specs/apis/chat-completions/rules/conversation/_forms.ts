/** Requests that mean the same in two forms: whoever takes one of them has to take the other. */
import type { ConversationSeen, Finding, Wire } from '../../../../../src/model/index.ts'
import { groupBy } from '../../../../rules/_helpers.ts'
import { type ChatReply, canonical, chatReplies, isAnswer } from './_compare.ts'

/** Statuses that refuse what a request says. Those about keys, rates and gateways say nothing of its form. */
const REFUSALS = [400, 404, 415, 422, 500, 501]

export function isRefused({ seen }: ChatReply): boolean {
  return seen.kind === 'error' && REFUSALS.includes(seen.status)
}

/**
 * A finding for each form that was refused although the same request was accepted in another form.
 * @param normal what a request means, equal for all its forms; undefined for a request that the rule is not about
 */
export function* refusedForms(seen: ConversationSeen, normal: (ask: Wire) => unknown): Iterable<Finding> {
  for (const pair of refusedBeside(seen, normal)) yield refusal(pair)
}

/** A form that was refused, and a reply that accepted another form of the same request. */
export interface Beside {
  readonly refused: ChatReply
  readonly accepted: ChatReply
}

/** The finding for a refused form. */
export function refusal({ refused, accepted }: Beside): Finding {
  const status = refused.seen.exchange.status
  const message = `is ${status}, and the same request in another form was accepted (reply ${accepted.i})`
  return { at: `${refused.at}/status`, message, got: status }
}

/** Each refused form once, beside a reply that accepted another one. A request that has to be refused counts for nothing. */
export function* refusedBeside(seen: ConversationSeen, normal: (ask: Wire) => unknown): Iterable<Beside> {
  const meant = chatReplies(seen).flatMap((reply) => {
    const meaning = reply.seen.owed === 'refusal' ? undefined : normal(reply.ask)
    return meaning === undefined ? [] : [{ reply, meaning: canonical(meaning), form: canonical(reply.ask) }]
  })
  for (const [, same] of groupBy(meant, ({ meaning }) => meaning)) {
    const told = new Set<string>()
    for (const { reply: refused, form } of same) {
      const other = same.find(({ reply, form: another }) => another !== form && isAnswer(reply.seen))
      if (!other || told.has(form) || !isRefused(refused)) continue
      // Refused once and accepted once in one and the same form: that is chance, not form.
      if (same.some(({ reply, form: another }) => another === form && isAnswer(reply.seen))) continue
      told.add(form)
      yield { refused, accepted: other.reply }
    }
  }
}

/** A request with its messages rewritten. */
export function withMessages(ask: Wire, rewrite: (message: Wire) => Wire): Wire {
  const { messages } = ask
  if (!Array.isArray(messages)) return ask
  return {
    ...ask,
    messages: messages.map((message: unknown) =>
      typeof message === 'object' && message !== null ? rewrite(message as Wire) : message,
    ),
  }
}
