/** What a message answers, in short. An empty text was taken back. */
export function MessageQuote({ name, body }: { readonly name: string; readonly body: string }) {
  return (
    <p className="message-quote">
      <span className="visually-hidden">In answer to </span>
      <strong>{name}:</strong> {body || 'taken back'}
    </p>
  );
}
