/** How long the body of a stream is read. */
const READ_FOR_MS = 2_000;

/**
 * Fetches as the browser does. Of a stream of events, which has no end, it reads the start and closes the connection:
 * Swagger UI shows a response only when it is complete.
 * @returns the response; of a stream, with what was received within two seconds as its body
 */
export async function fetchStart(url: string, init?: RequestInit): Promise<Response> {
  const connection = new AbortController();
  const response = await fetch(url, { ...init, signal: connection.signal });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
  const timer = setTimeout(() => connection.abort(), READ_FOR_MS);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read())
      text += part.value;
  } catch (error) {
    if (!connection.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  const { status, statusText, headers } = response;
  return new Response(text, { status, statusText, headers });
}
