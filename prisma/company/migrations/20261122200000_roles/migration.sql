-- CreateEnum
CREATE TYPE "person_role" AS ENUM ('ADMIN', 'MEMBER');

-- AlterTable
ALTER TABLE "people" ADD COLUMN     "role" "person_role" NOT NULL DEFAULT 'MEMBER';
