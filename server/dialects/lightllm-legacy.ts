/** LightLLM's own endpoints, which are older than its OpenAI-compatible ones and have other shapes. */
import type { Dialect } from '../dialect.ts'
import lightllm from './lightllm.ts'

const { '/chat/completions': _chat, ...endpoints } = lightllm.endpoints

export default {
  ...lightllm,
  says: "LightLLM's own /generate and /generate_stream, below the server root and below the base URL, without chat.",
  source:
    'ModelTC/LightLLM 87881ae7: lightllm/server/{api_lightllm,multimodal_params}.py, docs/EN/source/tutorial/api_param.rst',
  lacks: ['chat', 'model'],
  endpoints,
} satisfies Dialect
