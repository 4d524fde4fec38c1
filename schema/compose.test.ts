import { describe, expect, it } from '@jest/globals';
import { composeView, CompositionError } from './compose.ts';
import { contractSdl, sharedSdl } from './sdl.ts';

describe('a composed view', () => {
  it('is the same text for the same inputs, and holds no address', () => {
    const view = composeView(sharedSdl(), contractSdl());
    expect(composeView(sharedSdl(), contractSdl())).toBe(view);
    expect(view).not.toMatch(/https?:\/\/(127|localhost)/);
  });

  it('names what does not compose', () => {
    const broken = `${contractSdl()}\nextend type Thread { title: Int }`;
    expect(() => composeView(sharedSdl(), broken)).toThrow(CompositionError);
    expect(() => composeView(sharedSdl(), broken)).toThrow('Thread.title');
  });

  it('names a syntax error as such', () => {
    expect(() => composeView(sharedSdl(), 'type {')).toThrow('The schema does not compose: Syntax Error');
  });
});
