import type { IncomingMessage, ServerResponse } from 'node:http';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { describeApi } from '../commands/openapi';
import { type ApiContext, router } from '../commands/router';
import { maxCommandBytes, readJson } from './body';
import { refusal, refuse } from './refusal';

const NO_SUCH_CALL = refusal(
  404,
  'NOT_FOUND',
  'There is no such call. Every call is described at `/api/openapi.json`.',
);
const FAILED = refusal(500, 'INTERNAL_SERVER_ERROR', 'This call failed in a way that was not foreseen.');

/** Serves the contract under `/api`, with its OpenAPI description at `/api/openapi.json`. */
export function serveApi(context: ApiContext): (request: IncomingMessage, response: ServerResponse) => void {
  const handler = new OpenAPIHandler(router);
  let description: Promise<string> | undefined;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('Cache-Control', 'no-store');
    const path = request.url?.split('?', 1)[0];
    if (path === '/api/openapi.json' && request.method === 'GET') {
      description ??= describeApi().then((document) => JSON.stringify(document, null, 2));
      const text = await description;
      response.writeHead(200, { 'content-type': 'application/json' }).end(text);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const body = await readJson(request, maxCommandBytes(context.overlay.settings));
      if (!body.ok) return refuse(request, response, body.refusal);
      // The handler reads an already parsed body from here.
      Object.assign(request, { body: body.value });
    }
    const { matched } = await handler.handle(request, response, { prefix: '/api', context });
    if (!matched) refuse(request, response, NO_SUCH_CALL);
  };

  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A client that disconnects during a response is not an error of this server.
      if (request.destroyed || response.destroyed) return;
      console.error('the API failed:', error);
      if (response.headersSent) response.destroy();
      else refuse(request, response, FAILED);
    });
  };
}
