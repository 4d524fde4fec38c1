import { Lexer, Source, TokenKind } from 'graphql';

/** What a document's text comes to, before it is parsed. */
export interface TextSize {
  readonly documentBytes: number;
  readonly tokens: number;
  readonly nesting: number;
}

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** UTF-8 bytes of a text. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

/** Measures a text in one pass, without recursion. Of one that is no GraphQL, as far as it is. */
export function measureText(text: string): TextSize {
  const lexer = new Lexer(new Source(text));
  let [tokens, open, nesting] = [0, 0, 0];
  try {
    while (lexer.advance().kind !== TokenKind.EOF) {
      tokens += 1;
      if (OPENING.has(lexer.token.kind)) nesting = Math.max(nesting, (open += 1));
      else if (CLOSING.has(lexer.token.kind)) open -= 1;
    }
  } catch {
    // Parsing says the same of it, to the caller.
  }
  return { documentBytes: bytesOf(text), tokens, nesting };
}
