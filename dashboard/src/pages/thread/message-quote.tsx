/** What a message answers, in short. A text that is empty was removed, or is hidden. */
export function MessageQuote({ name, body }: { readonly name: string; readonly body: string }) {
  return (
    <p className="message-quote">
      <span className="visually-hidden">In answer to </span>
      <strong>{name}:</strong> {body || 'no longer shown'}
    </p>
  );
}
