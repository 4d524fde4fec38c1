import { recordRequest } from '#schema/wire/recorded-operations.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import type { HttpRequest, Route } from '#subgraphs/kit/http-server.ts';
import type { Database } from '../database.ts';
import { parseJson } from '../schemas/schema-routes.ts';
import { firstKeptDay, tellableDay } from './recorded-rules.ts';
import { addRecorded, forgetBefore } from './recorded-store.ts';

/** What the route takes from the program. */
export interface RecordedRouteTools {
  readonly database: Database;
  readonly clock: Clock;
  /** Whether a request is a gateway's own. */
  readonly isGateway: (request: HttpRequest) => Promise<boolean>;
  /** For how many days what is recorded is kept. */
  readonly keptDays: number;
}

const HOUR_MS = 3_600_000;
/** Coordinates in JSON, as many as a gateway sends at a time. */
const LARGEST_BODY = 8_388_608;

/** `POST /registry/recorded`, for a gateway's own token: see `recordRequest`. Nobody reads here. */
export function createRecordedRoute({ database, clock, isGateway, keptDays }: RecordedRouteTools): Route {
  let erasedAt = -Infinity;
  async function eraseOld(): Promise<void> {
    if (clock() - erasedAt < HOUR_MS) return;
    erasedAt = clock();
    await forgetBefore(firstKeptDay(clock(), keptDays), database);
  }
  return {
    method: 'POST',
    path: '/registry/recorded',
    largestBody: () => Promise.resolve(LARGEST_BODY),
    async handle(request) {
      if (!(await isGateway(request))) return { status: 401 };
      const told = recordRequest.safeParse(parseJson(request.body));
      if (!told.success) return { status: 400 };
      await addRecorded(told.data, tellableDay(told.data.day, clock()), database);
      await eraseOld();
      return { status: 200 };
    },
  };
}
