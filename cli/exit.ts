/** What the CLI's exit status says. */
export const EXIT = { fine: 0, problems: 1, couldNotRun: 2 } as const;
/** See {@link EXIT}. */
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** Every reason for which a command ends with something to tell, and the status that it ends with. */
const STATUS = {
  SETTING_INVALID: EXIT.couldNotRun,
  ARGUMENT_INVALID: EXIT.couldNotRun,
  UNKNOWN_CALLER: EXIT.problems,
  KEY_FILE_INVALID: EXIT.couldNotRun,
  CREDENTIAL_REFUSED: EXIT.problems,
  ISSUER_FAILED: EXIT.couldNotRun,
  PORT_TAKEN: EXIT.problems,
  PROGRAM_ENDED: EXIT.problems,
  PROGRAM_NOT_READY: EXIT.problems,
  FIRST_ANSWER_WRONG: EXIT.problems,
  DATABASE_NOT_READY: EXIT.problems,
  GATEWAY_FAILED: EXIT.couldNotRun,
  TEAM_NOT_FOUND: EXIT.couldNotRun,
  SOURCE_NOT_FOUND: EXIT.couldNotRun,
  REGISTRY_REFUSED: EXIT.couldNotRun,
  REGISTRY_FAILED: EXIT.couldNotRun,
  RATE_LIMITED: EXIT.couldNotRun,
  COMPANY_REFUSED: EXIT.problems,
  LIMIT_UNKNOWN: EXIT.couldNotRun,
  LIMIT_INVALID: EXIT.couldNotRun,
  FILE_NOT_USABLE: EXIT.couldNotRun,
  COMPANY_NOT_CHECKED: EXIT.couldNotRun,
  BACKUP_NOT_POSSIBLE: EXIT.couldNotRun,
  BACKUP_DAMAGED: EXIT.problems,
  BACKUP_VERSION: EXIT.couldNotRun,
  DATABASE_NOT_EMPTY: EXIT.couldNotRun,
} as const;
/** See {@link CliError}. */
export type CliErrorCode = keyof typeof STATUS;

/** A command cannot go on. The message is for the person at the terminal and says what to do. */
export class CliError extends Error {
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string) {
    super(message);
    this.name = 'CliError';
    this.code = code;
  }

  /** The status to end with. */
  get exitStatus(): ExitStatus {
    return STATUS[this.code];
  }
}

/** Where a command writes: results to `out`, all else to `err`. Each call is one or more whole lines. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
}
