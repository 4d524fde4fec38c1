-- CreateEnum
CREATE TYPE "company_state" AS ENUM ('ACTIVE', 'SUSPENDED', 'REMOVED');

-- AlterTable
ALTER TABLE "companies" ADD COLUMN     "state" "company_state" NOT NULL DEFAULT 'ACTIVE';
