/**
 * The same answer with its whole body, read up to so many bytes as unpacked: what comes compressed may unfold to any
 * size.
 *
 * @throws Error when there is more; the rest is not taken
 */
export async function boundedResponse(response: Response, maxBytes: number): Promise<Response> {
  const { status, headers, body } = response;
  if (body === null) return response;
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop gives up the rest.
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Error(`the answer has more than ${String(maxBytes)} bytes`);
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks), { status, headers });
}
