const MUCH = '1000000';
const MUCH_COST = '1000000000000';

/** Settings of a gateway that no bench with few callers meets: refusals are quick, and would be measured as answers. */
export const NO_RATE_LIMITS: Readonly<Record<string, string>> = {
  ...{ LIMIT_REQUESTS_PER_SECOND: MUCH, LIMIT_REQUEST_BURST: MUCH, LIMIT_NEW_DOCUMENTS_PER_MINUTE: MUCH },
  ...{ LIMIT_CALLER_REQUESTS_PER_SECOND: MUCH, LIMIT_CALLER_REQUEST_BURST: MUCH },
  ...{ LIMIT_COST_PER_MINUTE: MUCH_COST, LIMIT_CALLER_COST_PER_MINUTE: MUCH_COST },
};
