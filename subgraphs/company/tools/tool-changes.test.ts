import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testId } from '../testkit/acme-scenario.ts';
import { codes, SELECT, startStaffedCompany, type StaffedCompany } from '../testkit/staffed-company.ts';
import { createSecretBox } from './secret-box.ts';
import { readToolSecret } from './tool-write-store.ts';

const SECRET = 'hush-hush-4711';
const SCHEMA = '{"type":"object","properties":{"query":{"type":"string"}}}';
const tool = testId('tol', 'TKTS');

let acme: StaffedCompany;

beforeAll(async () => {
  acme = await startStaffedCompany();
});

afterAll(() => acme.stop());

describe('a tool', () => {
  it('keeps its secret under seal: no answer, error, log line or row gives it away', async () => {
    const input = { name: 'Search', inputSchema: SCHEMA, endpoint: 'https://a.acme.test/', secret: SECRET };
    const made = await acme.change(acme.admin(), 'createTool', input, SELECT.tool);
    expect(made['tool']).toMatchObject({ inputSchema: SCHEMA, endpoint: input.endpoint, hasSecret: true });
    const toolId = (made['tool'] as { id: string }).id;
    const elsewhere = { toolId, endpoint: 'https://b.acme.test/' };
    expect(codes(await acme.change(acme.admin(), 'updateTool', elsewhere))).toEqual([['CONFLICT', 'secret']]);
    expect(codes(await acme.change(acme.admin(), 'updateTool', { toolId, secret: `${SECRET}\0` }))).toEqual([
      ['INVALID_INPUT', 'secret'],
    ]);
    const bad = await acme.ask(
      await acme.admin(),
      `mutation { updateTool(input: { toolId: "${toolId}", secret: "${SECRET}", nonsense: 1 }) { tool { id } } }`,
    );
    const wrong = await acme.ask(
      await acme.admin(),
      'mutation ($input: UpdateToolInput!) { updateTool(input: $input) { tool { id } } }',
      { input: { toolId, secret: [SECRET] } },
    );
    expect([bad.text, wrong.text].join()).not.toContain(SECRET);
    const [row] = await acme.db.$queryRaw<
      { text: string }[]
    >`SELECT string_agg(s::text || t::text, '') AS text FROM tool_secrets s, tools t`;
    const sealed = await acme.db.toolSecret.findUniqueOrThrow({ where: { toolId } });
    for (const text of [row?.text ?? '', Buffer.from(sealed.ciphertext).toString('latin1'), ...acme.logLines])
      expect(text).not.toContain(SECRET);
    expect(acme.logLines.join()).not.toContain(Buffer.from(SECRET).toString('base64'));
    const box = createSecretBox(new Uint8Array(32).fill(7));
    expect(await readToolSecret(acme.db, box, toolId)).toBe(SECRET);
    await acme.db.toolSecret.create({ data: { ...sealed, toolId: tool } });
    expect(await readToolSecret(acme.db, box, tool)).toBeNull();
    await acme.db.toolSecret.delete({ where: { toolId: tool } });
    const moved = await acme.change(
      acme.admin(),
      'updateTool',
      { ...elsewhere, secret: 'another' },
      SELECT.tool,
    );
    expect(moved['tool']).toMatchObject({ endpoint: elsewhere.endpoint, hasSecret: true, name: 'Search' });
    expect(await readToolSecret(acme.db, box, toolId)).toBe('another');
    expect(
      (await acme.change(acme.admin(), 'updateTool', { toolId, secret: null }, SELECT.tool))['tool'],
    ).toMatchObject({
      hasSecret: false,
    });
    expect(await readToolSecret(acme.db, box, toolId)).toBeNull();
  });

  it('is refused with a bad schema or endpoint, and nothing of it is written', async () => {
    const payload = await acme.change(acme.admin(), 'createTool', {
      name: 'Bad',
      inputSchema: '{"type":7}',
      endpoint: 'http://x.test',
    });
    expect(codes(payload)).toEqual([
      ['INVALID_INPUT', 'inputSchema'],
      ['INVALID_INPUT', 'endpoint'],
    ]);
    expect(await acme.db.tool.count({ where: { name: 'Bad' } })).toBe(0);
  });

  it('that agents may call is deleted only when it is taken from them', async () => {
    const input = { toolId: tool };
    expect(codes(await acme.change(acme.admin(), 'deleteTool', input))).toEqual([['CONFLICT', 'toolId']]);
    const gone = await acme.change(acme.admin(), 'deleteTool', { ...input, detach: true }, 'deletedToolId');
    expect(gone).toEqual({ deletedToolId: tool, userErrors: [] });
    expect(await acme.db.agentTool.count({ where: input })).toBe(0);
    expect(codes(await acme.change(acme.admin(), 'deleteTool', input))).toEqual([['NOT_FOUND', 'toolId']]);
  });
});

describe('without a key', () => {
  it('no secret is kept, and the operator is named as who can change that', async () => {
    const keyless = await startStaffedCompany({ toolSecretKey: undefined });
    const query = `mutation { createTool(input: { name: "T", secret: "${SECRET}" }) { tool { id } ${SELECT.errors} } }`;
    const { data, text } = await keyless.ask(await keyless.admin(), query);
    await keyless.stop();
    expect(data?.['createTool']).toMatchObject({
      tool: null,
      userErrors: [{ code: 'CONFLICT', path: ['input', 'secret'] }],
    });
    expect(text).toContain('TOOL_SECRET_KEY');
    expect([text, ...keyless.logLines].join()).not.toContain(SECRET);
  });
});
