import type { CompanyCommand } from '#schema/wire/company-requests.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { isIdOf } from '#schema/wire/ids.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { canonicalJson } from '../events/canonical-json.ts';
import { attributionErrors } from '../messages/attribution.ts';
import { bodyErrors } from '#subgraphs/kit/message-text-rules.ts';
import { cardErrors } from '../participants/roster-rules.ts';
import { shareErrors } from '../shares/share-rules.ts';
import { titleErrors } from '#subgraphs/kit/thread-rules.ts';

/** What tells one command from another: sha256 of its canonical JSON, however its sender spelt it. */
export function commandHash(command: CompanyCommand): string {
  return sha256(canonicalJson(command));
}

/** Everything that is wrong with a company's command by itself. The ids of what it makes are its own choice, and say whose they are. */
export function commandErrors(company: string, command: CompanyCommand, now: Date): UserError[] {
  switch (command.kind) {
    case 'addParticipant': {
      const { participantId, subject, displayName, title } = command;
      const card = cardErrors({ subject, displayName, title });
      return [...idErrors(isIdOf(participantId, 'par', company), 'participantId'), ...card];
    }
    case 'openThread':
      return [
        ...idErrors(isIdOf(command.threadId, 'thr'), 'threadId'),
        ...titleErrors(command.title),
        ...command.messages.flatMap(({ messageId, body, saidBy }) => [
          ...idErrors(isIdOf(messageId, 'msg'), 'messageId'),
          ...bodyErrors(body),
          ...attributionErrors(saidBy),
        ]),
      ];
    case 'createShare': {
      const { shareId, note, expiresAt } = command;
      const share = { note, expiresAt: expiresAt === null ? null : new Date(expiresAt) };
      return [...idErrors(isIdOf(shareId, 'shr', company), 'shareId'), ...shareErrors(share, now)];
    }
    case 'removeParticipant':
    case 'revokeShare':
      return [];
  }
}

function idErrors(isGood: boolean, field: string): UserError[] {
  return isGood ? [] : [userError('INVALID_INPUT', 'That is no id that the company may choose.', field)];
}
