const answer = {
  type: 'object',
  required: ['file_name', 'file_size_mb', 'sha256_hash'],
  properties: {
    file_name: { type: 'string', examples: ['generated-0f1e2d3c4b5a6978.bin'] },
    file_size_mb: { type: 'number', description: 'Millions of bytes.', examples: [4.281337] },
    sha256_hash: { type: 'string', description: 'In hex, of the whole file.' },
  },
};
const error = { schema: { $ref: '#/components/schemas/Error' } };
const problem = (description: string) => ({
  description,
  content: { 'application/json': error },
});
const fileResponse = {
  description: 'What the file is called, its size and its SHA-256.',
  content: { 'application/json': { schema: answer } },
};
const content = { schema: { type: 'string', format: 'binary' } };
const sent = {
  '200': {
    description: 'The file. `ETag` is its SHA-256 in hex, `Content-Digest` the same as RFC 9530 has it.',
    content: { 'application/octet-stream': content },
  },
  '206': {
    description: 'The part that `Range` requested.',
    content: { 'application/octet-stream': content },
  },
  '404': problem('Not Found'),
  '416': { description: 'Range Not Satisfiable' },
};
const name = {
  name: 'file_name',
  in: 'path',
  required: true,
  schema: { type: 'string' },
};
const range = {
  name: 'Range',
  in: 'header',
  schema: { type: 'string', examples: ['bytes=0-1023'] },
};
/** These paths are next to the API, not under it. */
const servers = [{ url: '/' }];
const tags = ['files'];

/** The file service of the root of the server: no part of the contract, since it streams bytes and not JSON. */
export const filePaths = {
  '/generate': {
    get: {
      servers,
      tags,
      operationId: 'file.generate',
      summary: 'Make a random file of 2 to 10 MB',
      responses: { '200': fileResponse },
    },
  },
  '/download/{file_name}': {
    get: {
      servers,
      tags,
      operationId: 'file.download',
      summary: 'Fetch a generated file, or one that a peer of this lab shares',
      parameters: [name, range],
      responses: sent,
    },
  },
  '/upload': {
    post: {
      servers,
      tags,
      operationId: 'file.upload',
      summary: 'Upload a file, up to the size that the settings allow',
      requestBody: {
        required: true,
        content: {
          'multipart/form-data': {
            schema: {
              type: 'object',
              required: ['file'],
              properties: { file: { type: 'string', format: 'binary' } },
            },
          },
        },
      },
      responses: {
        '200': fileResponse,
        '400': problem('Bad Request'),
        '409': problem('Conflict'),
        '413': problem('Content Too Large'),
        '415': problem('Unsupported Media Type'),
        '507': problem('Insufficient Storage'),
      },
    },
  },
  '/uploaded/{file_name}': {
    get: {
      servers,
      tags,
      operationId: 'file.uploaded',
      summary: 'Fetch a file that was uploaded',
      parameters: [name, range],
      responses: sent,
    },
  },
};
