/** Messages as a conversation. */

import type { ComponentChildren } from 'preact'
import { asList, asObject, jsonText, parseJson } from '../src/foundation/json.ts'
import type { Wire } from '../src/model/index.ts'
import { printable } from '../text/printable.ts'
import { Json } from './json.tsx'
import { AudioPart, ImagePart } from './media.tsx'
import { Long } from './parts.tsx'
import { readable } from './text.ts'

export function Messages({ messages }: { readonly messages: readonly unknown[] }) {
  return (
    <>
      {messages.map((message, i) => (
        <Message key={i} message={asObject(message) ?? { content: message }} />
      ))}
    </>
  )
}

const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'function'])

/** @param reply what to call it in place of its role, if it is what the turn got */
export function Message({ message, reply }: { readonly message: Wire; readonly reply?: string }) {
  const role = typeof message.role === 'string' ? message.role : 'no role'
  const side = reply === undefined ? role : 'assistant'
  return (
    <div class={`message-of ${ROLES.has(side) ? `from-${side}` : 'from-unknown'}`}>
      <div class="who">
        {reply ?? printable(role)}
        {typeof message.name === 'string' && <span> {printable(message.name)}</span>}
        {typeof message.tool_call_id === 'string' && (
          <span class="dim">
            {' '}
            for <code>{printable(message.tool_call_id)}</code>
          </span>
        )}
      </div>
      <div class="said">{partsOf(message)}</div>
    </div>
  )
}

function partsOf(message: Wire): ComponentChildren {
  const parts: ComponentChildren[] = []
  for (const name of ['reasoning_content', 'reasoning'] as const)
    if (typeof message[name] === 'string' && message[name])
      parts.push(
        <div class="reasoning">
          <span class="dim">{name}</span> <Said text={message[name]} />
        </div>,
      )
  if (Array.isArray(message.content)) parts.push(...message.content.map((part) => <Part part={part} />))
  else if (typeof message.content === 'string') parts.push(<Said text={message.content} />)
  else if (message.content !== null && message.content !== undefined) parts.push(<Odd value={message.content} />)
  if (typeof message.refusal === 'string')
    parts.push(
      <div>
        <span class="dim">refusal</span> <Said text={message.refusal} />
      </div>,
    )
  parts.push(...asList(message.tool_calls).map((call) => <Call call={asObject(call) ?? {}} />))
  const old = asObject(message.function_call)
  if (old) parts.push(<Call call={{ function: old }} />)
  const audio = asObject(message.audio)
  if (typeof audio?.transcript === 'string') parts.push(<Said text={audio.transcript} />)
  if (typeof audio?.data === 'string') parts.push(<AudioPart data={audio.data} format="wav" />)
  return parts.length ? parts : <span class="dim">nothing said</span>
}

function Said({ text }: { readonly text: string }) {
  if (text === '') return <span class="dim">an empty string</span>
  return (
    <div class="text">
      <Long text={readable(text)} />
    </div>
  )
}

function Part({ part }: { readonly part: unknown }) {
  const { type, ...own } = asObject(part) ?? {}
  if (typeof part === 'string') return <Said text={part} />
  if (typeof own.text === 'string') return <Said text={own.text} />
  if (typeof own.refusal === 'string') return <Said text={own.refusal} />
  const address = asObject(own.image_url)?.url ?? own.image_url
  if (typeof address === 'string') return <ImagePart address={address} />
  const audio = asObject(own.input_audio)
  if (typeof audio?.data === 'string') return <AudioPart data={audio.data} format={String(audio.format)} />
  const heard = asObject(own.audio_url)?.url ?? own.audio_url
  if (typeof heard === 'string') {
    const [, format = '', data = ''] = /^data:audio\/(?:x-)?(\w+);base64,(.*)$/i.exec(heard) ?? []
    return <AudioPart data={data || heard} format={format} />
  }
  const file = asObject(own.file)
  if (file)
    return <div class="placeholder">File {printable(String(file.filename ?? file.file_id ?? 'without a name'))}</div>
  return <Odd value={part} />
}

function Call({ call }: { readonly call: Wire }) {
  const fn = asObject(call.function) ?? asObject(call.custom)
  const said = fn?.arguments ?? fn?.input
  return (
    <div class="call">
      <div>
        calls <strong class="mono">{printable(typeof fn?.name === 'string' ? fn.name : jsonText(fn?.name))}</strong>
        {typeof call.id === 'string' && <code class="dim"> {printable(call.id)}</code>}
      </div>
      <Arguments said={said} />
    </div>
  )
}

function Arguments({ said }: { readonly said: unknown }) {
  if (typeof said === 'string' && typeof parseJson(said) === 'object') return <Json text={said} label="Arguments" />
  if (typeof said === 'string') return <Said text={said} />
  return said === undefined ? <span class="dim">no arguments</span> : <Odd value={said} />
}

/** What is no message as the contract has it. */
function Odd({ value }: { readonly value: unknown }) {
  return <Json text={jsonText(value)} label="Something else" />
}
