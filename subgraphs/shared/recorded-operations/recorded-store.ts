import type { Transaction } from '../database.ts';

/** Erases all that is recorded of a company. For the registry. */
export async function forgetRecorded(companySlug: string, transaction: Transaction): Promise<void> {
  await transaction.recordedOperation.deleteMany({ where: { companySlug } });
  await transaction.recordedDay.deleteMany({ where: { companySlug } });
}
