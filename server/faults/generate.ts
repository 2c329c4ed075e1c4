/** Broken replies of LightLLM's own endpoints. */
import { object, objects } from '../loose.ts'
import type { Body, Fault } from '../twist.ts'
import { eventsIn, inEachEvent, inRefusal, inReply, inRequest, ofGenerate } from './_generate.ts'

const parametersOf = (body: Body | undefined): Body => object(body?.parameters) ?? {}

const imagesOf = (body: Body): readonly Body[] => objects(object(body.multimodal_params)?.images)

/** Gives the prompt as many tags as there are pictures. */
function retag(body: Body): void {
  if (typeof body.inputs !== 'string') return
  body.inputs = '<img></img>'.repeat(imagesOf(body).length) + body.inputs.replaceAll('<img></img>', '')
}

/** Nothing but text and pictures in base64 that begin as pictures do. */
const isReadable = ({ type, data }: Body): boolean =>
  type === 'url' || (type === 'base64' && /^(iVBOR|\/9j|R0lGOD|UklGR)/.test(String(data)))

const within = (value: unknown, least: number, most: number): boolean =>
  value === undefined || (typeof value === 'number' && value >= least && value <= most)

export default {
  'generate-counts-missing': ofGenerate(
    'A reply does not count its tokens.',
    'generate/required-fields',
    inReply((body) => {
      delete body.count_output_tokens
      delete body.prompt_tokens
    }),
  ),
  'generate-counts-as-text': ofGenerate(
    'prompt_tokens is a text.',
    'generate/field-types',
    inReply((body) => {
      body.prompt_tokens = String(body.prompt_tokens)
    }),
  ),
  'generate-text-alone': ofGenerate(
    'generated_text is a text where there is one answer.',
    'generate/text-is-list',
    inReply((body) => {
      if (body.generated_text.length === 1) body.generated_text = body.generated_text[0]
    }),
  ),
  'generate-reason-eos': ofGenerate(
    'finish_reason is the name of a token.',
    'generate/finish-reason-enum',
    inReply((body) => {
      if (body.finish_reason === 'stop') body.finish_reason = 'eos_token'
    }),
  ),
  'generate-one-answer': ofGenerate(
    'n and best_of are accepted, and there is one answer.',
    'generate/one-entry-each',
    inReply((body) => {
      if (Array.isArray(body.finish_reason)) body.generated_text.length = 1
    }),
  ),
  'generate-always-lists': ofGenerate(
    'finish_reason and count_output_tokens are lists also for one answer.',
    'generate/one-entry-each',
    inReply((body) => {
      for (const name of ['finish_reason', 'count_output_tokens']) body[name] = [body[name]].flat()
    }),
  ),
  'generate-event-without-details': ofGenerate(
    'Events leave out what is null.',
    'generate/event-required-fields',
    inEachEvent((event) => {
      for (const name of Object.keys(event)) if (event[name] === null) delete event[name]
    }),
  ),
  'generate-finished-as-text': ofGenerate(
    'finished is a text.',
    'generate/event-field-types',
    inEachEvent((event) => {
      event.finished = String(event.finished)
    }),
  ),
  'generate-stream-whole': ofGenerate('/generate_stream answers with one JSON object.', 'generate/form-by-path', {
    frames: (frames) => {
      const events = eventsIn(frames)
      const { token, finish_reason } = events.at(-1)
      const { count_output_tokens, prompt_tokens } = token
      const generated_text = [events.map((event) => event.token.text).join('')]
      return [JSON.stringify({ generated_text, count_output_tokens, finish_reason, prompt_tokens })]
    },
    head: ({ headers }) => {
      headers['content-type'] = 'application/json'
    },
  }),
  'generate-never-finished': ofGenerate(
    'No event is finished.',
    'generate/finished-once-and-last',
    inEachEvent((event) => {
      event.finished = false
      event.finish_reason = null
    }),
  ),
  'generate-finished-early': ofGenerate(
    'The last event but one is finished too.',
    'generate/finished-once-and-last',
    inEachEvent((event, i, all) => {
      if (i !== all.length - 2) return
      event.finished = true
      event.finish_reason = all.at(-1).finish_reason
    }),
  ),
  'generate-reason-in-every-event': ofGenerate(
    'finish_reason is length from the first event on.',
    'generate/reason-with-finished',
    inEachEvent((event) => {
      event.finish_reason = 'length'
    }),
  ),
  'generate-counts-from-zero': ofGenerate(
    'count_output_tokens counts from 0.',
    'generate/count-grows-by-one',
    inEachEvent((event) => {
      event.token.count_output_tokens--
    }),
    ['generate/event-field-types'],
  ),
  'generate-prompt-grows': ofGenerate(
    'prompt_tokens counts the answer too.',
    'generate/prompt-tokens-constant',
    inEachEvent((event, i) => {
      event.token.prompt_tokens += i
    }),
  ),
  'generate-done': ofGenerate('A stream ends with [DONE].', 'generate/events-only', {
    frames: (frames) => [...frames, 'data: [DONE]\n\n'],
  }),
  'generate-limit-ignored': ofGenerate('max_new_tokens has no effect.', 'generate/max-new-tokens', {
    request: (body) => {
      delete parametersOf(body).max_new_tokens
    },
  }),
  'generate-length-for-stop': ofGenerate(
    'Every answer ends with length.',
    'generate/length-at-limit',
    inReply((body) => {
      if (body.finish_reason === 'stop') body.finish_reason = 'length'
    }),
  ),
  'generate-stop-ignored': ofGenerate('stop_sequences have no effect.', 'generate/stop-sequences', {
    request: (body) => {
      delete parametersOf(body).stop_sequences
    },
  }),
  'generate-stream-garbled': ofGenerate(
    'The first token of a stream comes twice in one event.',
    'generate/equals-stream',
    inEachEvent(({ token }, i) => {
      if (i === 0) token.text += token.text
    }),
  ),
  'generate-images-not-counted': ofGenerate(
    'A prompt with pictures counts the same, however many there are.',
    'generate/image-counted',
    inReply((body) => {
      if (body.input_usage.input_image_tokens) body.prompt_tokens = 300
    }),
  ),
  'generate-images-turned-round': ofGenerate('The last picture stands for the first tag.', 'generate/images-in-order', {
    request: (body) => {
      const images = object(body.multimodal_params)?.images
      if (Array.isArray(images)) images.reverse()
    },
  }),
  'generate-error-detail': ofGenerate(
    'A refusal is said in the words of the framework.',
    'generate/error-envelope',
    inRefusal(({ error }) => ({ detail: error.message })),
  ),
  'generate-error-code-500': ofGenerate(
    'The code of every error is 500.',
    'generate/error-code-is-status',
    inRefusal(({ error }) => {
      error.code = 500
    }),
  ),
  'generate-parameters-not-needed': ofGenerate(
    'Requests without inputs or parameters are answered.',
    'generate/required-missing',
    inRequest((body) => {
      body.inputs ??= 'Hello'
      body.parameters ??= {}
    }),
  ),
  'generate-range-not-checked': ofGenerate(
    'Parameters beyond their range are passed over.',
    'generate/out-of-range',
    inRequest((body) => {
      const parameters = parametersOf(body)
      if (!within(parameters.temperature, 0.01, 10)) delete parameters.temperature
      if (!within(parameters.top_p, 0.01, 1)) delete parameters.top_p
      if (!within(parameters.max_new_tokens, 1, 65_535)) parameters.max_new_tokens = 1
      if (!within(parameters.best_of, 1, 8)) parameters.best_of = 1
    }),
  ),
  'generate-n-not-compared': ofGenerate(
    'n may differ from best_of, and a stream takes the first of several answers.',
    'generate/n-equals-best-of',
    inRequest((body, asked) => {
      const parameters = parametersOf(body)
      if (asked.path === '/generate_stream') parameters.best_of = parameters.n = 1
      else if (parameters.n !== parameters.best_of) delete parameters.n
    }),
  ),
  'generate-tags-not-counted': ofGenerate(
    'A prompt may have more tags than pictures, or fewer.',
    'generate/tags-fit-images',
    inRequest(retag),
  ),
  'generate-media-not-read': ofGenerate(
    'Pictures and sounds that cannot be read are passed over.',
    'generate/unreadable-media',
    inRequest((body) => {
      const media = object(body.multimodal_params)
      const before = imagesOf(body).length
      if (!media) return
      for (const kind of ['images', 'audios']) if (media[kind]) media[kind] = objects(media[kind]).filter(isReadable)
      if (imagesOf(body).length < before) retag(body)
    }),
  ),
} satisfies Record<string, Fault>
