/** Requests with the same meaning in two forms: a server that accepts one form has to accept the other. */
import type { ConversationSeen, Finding, Wire } from '../../../../../src/model/index.ts'
import { groupBy } from '../../../../rules/_helpers.ts'
import { type ChatReply, canonical, chatReplies, isAnswer } from './_compare.ts'

/** Statuses that reject the content of a request. Statuses about keys, rates and gateways say nothing about its form. */
const REFUSALS = [400, 404, 415, 422, 500, 501]

export function isRefused({ seen }: ChatReply): boolean {
  return seen.kind === 'error' && REFUSALS.includes(seen.status)
}

/**
 * A finding for each form that was rejected although the same request was accepted in another form.
 * @param normal the meaning of a request, equal for all its forms; undefined for a request that the rule does not cover
 */
export function* refusedForms(seen: ConversationSeen, normal: (ask: Wire) => unknown): Iterable<Finding> {
  for (const pair of refusedBeside(seen, normal)) yield refusal(pair)
}

/** A form that was rejected, and a reply that accepted another form of the same request. */
export interface FormPair {
  readonly refused: ChatReply
  readonly accepted: ChatReply
}

/** The finding for a rejected form. */
export function refusal({ refused, accepted }: FormPair): Finding {
  const status = refused.seen.exchange.status
  const message = `is ${status}; expected success, because another form of the same request was accepted (reply ${accepted.i})`
  return { at: `${refused.at}/status`, message, got: status }
}

/** Each rejected form once, together with a reply that accepted another form. Requests that have to be rejected are left out. */
export function* refusedBeside(seen: ConversationSeen, normal: (ask: Wire) => unknown): Iterable<FormPair> {
  const replies = chatReplies(seen)
  if (!replies.some(isRefused)) return
  const requests = replies.flatMap((reply) => {
    const meaning = reply.seen.owed === 'refusal' ? undefined : normal(reply.ask)
    return meaning === undefined ? [] : [{ reply, meaning: canonical(meaning), form: canonical(reply.ask) }]
  })
  for (const [, group] of groupBy(requests, ({ meaning }) => meaning)) {
    const reported = new Set<string>()
    for (const { reply: refused, form } of group) {
      const alternative = group.find(({ reply, form: otherForm }) => otherForm !== form && isAnswer(reply.seen))
      if (!alternative || reported.has(form) || !isRefused(refused)) continue
      // The same form was both rejected and accepted: that is chance, not the form.
      if (group.some(({ reply, form: otherForm }) => otherForm === form && isAnswer(reply.seen))) continue
      reported.add(form)
      yield { refused, accepted: alternative.reply }
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
