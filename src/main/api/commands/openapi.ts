import { STATUS_CODES } from 'node:http';
import type { OpenAPI } from '@orpc/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { version } from '../../../../package.json';
import { contract } from '../../../shared/contract';
import { problemSchema } from '../../../shared/contract/parts';
import { eventSchema } from '../../../shared/network/events';
import { reportSchema } from '../../../shared/network/report';
import { networkSchema, peerSchema } from '../../../shared/network/state/snapshot-schema';
import { settingsSchema } from '../../../shared/settings/settings';
import { filePaths } from '../files/describe-files';

const ABOUT = `Runs a live peer-to-peer network on real sockets, and tells everything that happens in it.

Every call needs the token of the lab: \`Authorization: Bearer <token>\`. \`serve\` prints it, \`serve --json\` gives it
as \`token\`, and the file \`token\` in the user's data folder keeps it. Bodies are JSON, at most 2 MB (the setting \`apiCommandMb\`), but for \`/upload\`. A failure is
an \`Error\`: \`code\` for programs, \`message\` for people, and \`data\` with the whole problem.

A peer is named by its address, \`ip:port\`. Streams are server-sent events; \`/events\` numbers each one, so that a
client that reconnects with \`Last-Event-ID\` misses nothing.`;

/** Every failure has this form; it is what the handler of the contract sends. */
const ERROR = {
  type: 'object',
  required: ['defined', 'code', 'status', 'message'],
  properties: {
    defined: { type: 'boolean', description: 'The call declares this failure; `data` is a Problem then.' },
    code: { type: 'string', examples: ['NOT_FOUND', 'CONFLICT'] },
    status: { type: 'integer' },
    message: { type: 'string', description: 'What happened, to whom, and what to do.' },
    data: { $ref: '#/components/schemas/Problem' },
  },
} as const;

/** @returns the OpenAPI 3.1 description of everything that the contract serves over HTTP, made from its declarations */
export async function describeApi(): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({
    schemaConverters: [new ZodToJsonSchemaConverter()],
  });
  const document = await generator.generate(contract, {
    info: { title: 'syncPulse', version, description: ABOUT, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/api' }],
    tags: [
      { name: 'network', description: 'The whole picture, and how it changes.' },
      { name: 'events', description: 'Everything that happens, numbered.' },
      { name: 'bootstrap', description: 'The server that peers register at.' },
      { name: 'peers', description: 'Add peers, and control them.' },
      {
        name: 'doctor',
        description: 'The deviations of a program from the protocol, and how to repair them.',
      },
      { name: 'layout', description: 'Where peers are drawn, the same in every window.' },
      { name: 'files', description: 'What peers share, downloads, and files at the root of the server.' },
      { name: 'settings', description: 'What the network is set to; kept from run to run.' },
    ],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    commonSchemas: {
      Problem: { schema: problemSchema, strategy: 'output' },
      Settings: { schema: settingsSchema, strategy: 'output' },
      Peer: { schema: peerSchema, strategy: 'output' },
      NetworkEvent: { schema: eventSchema, strategy: 'output' },
      Network: { schema: networkSchema, strategy: 'output' },
      Report: { schema: reportSchema, strategy: 'output' },
    },
    customErrorResponseBodySchema: { $ref: '#/components/schemas/Error' },
  });
  return {
    ...document,
    components: withError(document.components),
    paths: withWords({
      ...document.paths,
      ...(structuredClone(filePaths) as unknown as OpenAPI.PathsObject),
    }),
  };
}

function withError(components: OpenAPI.ComponentsObject = {}): OpenAPI.ComponentsObject {
  return {
    ...components,
    schemas: { ...components.schemas, Error: ERROR as unknown as OpenAPI.SchemaObject },
  };
}

/** Adds the common error responses of every call, and describes each status in words. */
function withWords(paths: OpenAPI.PathsObject = {}): OpenAPI.PathsObject {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  for (const path of Object.values(paths)) {
    for (const method of ['get', 'post', 'patch', 'delete'] as const) {
      const responses = path?.[method]?.responses;
      if (responses === undefined) continue;
      responses['401'] = { description: '', content };
      responses['403'] = { description: '', content };
      if (method !== 'get') responses['413'] = { description: '', content };
      for (const [status, response] of Object.entries(responses)) {
        if (response && 'description' in response && status !== '200')
          response.description = STATUS_CODES[status] ?? status;
      }
    }
  }
  return paths;
}
