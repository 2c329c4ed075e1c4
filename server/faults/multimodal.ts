/** Content in parts that is refused, dropped or counted wrongly. */
import { refuse } from '../refuse.ts'
import type { Asked, Body, Fault, Loose } from '../twist.ts'
import { accepting, messages, refusing } from './_said.ts'

function partsOf(body: Body | undefined): Loose[] {
  return messages(body).flatMap(({ content }) => (Array.isArray(content) ? content : []))
}

/** A message of the role has text parts. */
function hasTextParts(body: Body, ...roles: string[]): boolean {
  return messages(body).some(
    ({ role, content }) => roles.includes(role) && Array.isArray(content) && content[0]?.type === 'text',
  )
}

function hasImage(body: Body, is: (image: Loose) => unknown): boolean {
  return partsOf(body).some((part) => part?.type === 'image_url' && is(part.image_url ?? {}))
}

/** Takes parts out of the request that the check keeps no place for. */
function dropping(keep: (part: Loose, i: number, all: Loose[]) => unknown): Pick<Fault, 'request'> {
  return {
    request: (body) => {
      for (const message of messages(body))
        if (Array.isArray(message.content)) message.content = message.content.filter(keep)
    },
  }
}

function withoutImages(body: Body): void {
  for (const message of messages(body))
    if (Array.isArray(message.content)) message.content = message.content.filter((part: Loose) => !isImage(part))
}

const isImage = (part: Loose) => part?.type === 'image_url'

/** Adds to the tokens of the prompt, in streams and elsewhere. */
function costing(more: (asked: Asked) => number): Pick<Fault, 'completion' | 'chunks'> {
  const add = (usage: Loose, asked: Asked) => {
    usage.prompt_tokens += more(asked)
    usage.total_tokens += more(asked)
  }
  return {
    completion: ({ usage }, asked) => add(usage, asked),
    chunks: (chunks, asked) => {
      for (const { usage } of chunks) if (usage) add(usage, asked)
    },
  }
}

export default {
  'text-parts-refused': {
    says: 'A user message of text parts is refused.',
    breaks: 'multimodal/text-parts-equal-string',
    also: ['case/status'],
    ...refusing((body) => hasTextParts(body, 'user') && !hasImage(body, () => true)),
  },
  'text-strings-refused': {
    says: 'A model that sees images refuses a plain string as content.',
    breaks: 'multimodal/text-parts-equal-string',
    also: ['case/status'],
    seen: 'https://github.com/gpustack/gpustack/issues/1803',
    ...refusing((body) => Object.keys(body).length === 3 && messages(body)[0]?.content === 'Reply with exactly: pong'),
  },
  'text-parts-of-system-refused': {
    says: 'A system message of text parts is refused.',
    breaks: 'multimodal/text-parts-other-roles',
    ...refusing((body) => hasTextParts(body, 'system')),
  },
  'text-parts-of-tools-fail': {
    says: 'A tool message of text parts ends in an internal error.',
    breaks: 'multimodal/text-parts-other-roles',
    also: ['conversation/tool-round-trip', 'http/server-error'],
    seen: 'https://github.com/vllm-project/vllm/issues/25001',
    ...refusing((body) => hasTextParts(body, 'tool'), 500),
  },
  'text-part-counted-as-json': {
    says: 'A text part is written into the prompt as JSON.',
    breaks: 'multimodal/one-text-part-counts-as-string',
    ...costing(({ body }) => partsOf(body).length * 12),
  },
  'text-part-not-counted': {
    says: 'A text part costs nothing.',
    breaks: 'multimodal/one-text-part-counts-as-string',
    ...costing(({ body }) => (hasTextParts(body ?? {}, 'user') ? -1 : 0)),
  },
  'webp-refused': {
    says: 'Pictures in WebP are refused.',
    breaks: 'multimodal/image-data-uri',
    seen: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1752',
    ...refusing((body) => hasImage(body, ({ url }) => /^data:image\/webp/.test(url))),
  },
  'jpeg-refused': {
    says: 'Pictures in JPEG are refused.',
    breaks: 'multimodal/image-data-uri',
    seen: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1027',
    ...refusing((body) => hasImage(body, ({ url }) => /^data:image\/jpeg/.test(url))),
  },
  'gif-refused': {
    says: 'Pictures in GIF are refused.',
    breaks: 'multimodal/image-data-uri',
    seen: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2427',
    ...refusing((body) => hasImage(body, ({ url }) => /^data:image\/gif/.test(url))),
  },
  'image-detail-refused': {
    says: 'The member detail of a picture is refused.',
    breaks: 'multimodal/image-detail',
    ...refusing((body) => hasImage(body, ({ detail }) => detail !== undefined), 422),
  },
  'image-detail-demanded': {
    says: 'A picture without detail is refused.',
    breaks: 'multimodal/image-detail',
    ...refusing((body) => hasImage(body, ({ detail }) => detail === undefined)),
  },
  'unknown-detail-accepted': {
    says: 'A detail that does not exist is accepted.',
    breaks: 'multimodal/image-detail',
    ...accepting(({ param }) => param?.endsWith('.detail')),
  },
  'images-dropped': {
    says: 'Pictures are accepted and left out of the prompt.',
    breaks: 'multimodal/image-content-seen',
    ...dropping((part) => !isImage(part)),
  },
  'images-dropped-before-text': {
    says: 'Pictures are left out of the prompt when a text follows or precedes them.',
    breaks: 'multimodal/image-content-seen',
    ...dropping((part, _, all) => !isImage(part) || all.length === 1),
  },
  'images-dropped-in-streams': {
    says: 'Pictures are left out of the prompt when the reply is streamed.',
    breaks: 'multimodal/image-content-seen',
    request: (body) => {
      if (body.stream === true) withoutImages(body)
    },
  },
  'images-dropped-beside-tools': {
    says: 'Pictures are left out of the prompt when tools are offered.',
    breaks: 'multimodal/image-content-seen',
    request: (body) => {
      if (body.tools) withoutImages(body)
    },
  },
  'webp-dropped': {
    says: 'Pictures in WebP are accepted and left out of the prompt.',
    breaks: 'multimodal/image-content-seen',
    ...dropping((part) => !part?.image_url?.url?.startsWith?.('data:image/webp')),
  },
  'text-behind-image-dropped': {
    says: 'Of a message with a picture between two texts the second text is not read.',
    breaks: 'usage/prompt-monotone',
    ...dropping((part, i, all) => part?.type !== 'text' || i === 0 || !all.slice(0, i).some(isImage)),
  },
  'second-image-dropped': {
    says: 'Of several pictures only the first is put into the prompt.',
    breaks: 'multimodal/several-images',
    ...dropping((part, i, all) => !isImage(part) || all.findIndex(isImage) === i),
  },
  'first-image-dropped': {
    says: 'Of several pictures only the last is put into the prompt.',
    breaks: 'multimodal/several-images',
    ...dropping((part, i, all) => !isImage(part) || all.findLastIndex(isImage) === i),
  },
  'sounds-dropped': {
    says: 'Sounds are accepted and left out of the prompt.',
    breaks: 'multimodal/audio-content-seen',
    ...dropping((part) => part?.type !== 'input_audio'),
  },
  'files-dropped': {
    says: 'Files are accepted and left out of the prompt.',
    breaks: 'multimodal/file-content-seen',
    ...dropping((part) => part?.type !== 'file'),
  },
  'images-read-as-text': {
    says: 'The base64 text of a picture is put into the prompt as text.',
    breaks: 'multimodal/image-not-read-as-text',
    seen: 'https://github.com/InternLM/lmdeploy/issues/2561',
    ...costing(({ body }) =>
      partsOf(body).reduce((sum, part) => sum + Math.ceil(String(part?.image_url?.url ?? '').length / 2), 0),
    ),
  },
  'empty-parts-accepted': {
    says: 'An empty list of parts is accepted.',
    breaks: 'multimodal/empty-content-array-error',
    ...accepting(({ code, param }) => code === 'empty_array' && param?.endsWith('content')),
  },
  'unknown-parts-accepted': {
    says: 'Parts of an unknown type are accepted.',
    breaks: 'multimodal/empty-content-array-error',
    ...accepting(({ param }) => param?.endsWith('.type')),
  },
  'unknown-parts-dropped': {
    says: 'Parts of an unknown type are dropped without a word where there is a text beside them.',
    breaks: 'multimodal/empty-content-array-error',
    ...dropping((part, _, all) => part?.type !== 'smell' || all.every(({ type }) => type !== 'text')),
  },
  'broken-pictures-accepted': {
    says: 'A picture that cannot be decoded is accepted.',
    breaks: 'multimodal/invalid-image-error',
    ...accepting(({ code }) => /image|base64/.test(String(code))),
  },
  'broken-pictures-fail': {
    says: 'A picture that cannot be decoded ends in an internal error.',
    breaks: 'error/client-fault-is-4xx',
    refusal: (found) =>
      found && /image|base64/.test(String(found.code)) ? { ...refuse(null, null, 'It failed.'), status: 500 } : found,
  },
} satisfies Record<string, Fault>
