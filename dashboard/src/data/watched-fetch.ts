/** How the sending of a request is watched. */
export interface SendingWatch {
  /** Told how much of the body has gone out, from 0 to 1; from the beginning again where it is sent a second time. */
  readonly onSent: (share: number) => void;
  /** Ends it: what has not been sent is not. */
  readonly signal: AbortSignal;
}

/** `fetch`, of which the browser tells how much it has sent. It rejects as `fetch` does. */
export function watchedFetch({ onSent, signal }: SendingWatch): typeof globalThis.fetch {
  return (input, init = {}) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const request = new XMLHttpRequest();
      request.open(init.method ?? 'GET', input instanceof Request ? input.url : input);
      new Headers(init.headers).forEach((value, name) => request.setRequestHeader(name, value));
      request.upload.onprogress = ({ loaded, total }) => onSent(total === 0 ? 0 : loaded / total);
      request.onload = () => resolve(responseOf(request));
      request.onerror = () => reject(new TypeError('the network cannot be reached'));
      request.onabort = () => reject(new DOMException('the sending was ended', 'AbortError'));
      signal.addEventListener('abort', () => request.abort());
      onSent(0);
      request.send(init.body as string);
    });
}

function responseOf(request: XMLHttpRequest): Response {
  const type = request.getResponseHeader('content-type');
  return new Response(request.responseText, {
    status: request.status,
    headers: type === null ? {} : { 'content-type': type },
  });
}
