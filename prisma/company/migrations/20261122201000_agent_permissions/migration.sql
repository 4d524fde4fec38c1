-- CreateEnum
CREATE TYPE "person_status" AS ENUM ('ACTIVE', 'REMOVED');

-- CreateEnum
CREATE TYPE "permission_area" AS ENUM ('READ_SHARED', 'POST_SHARED', 'USE_KNOWLEDGE', 'READ_PRIVATE', 'POST_PRIVATE');

-- AlterTable
ALTER TABLE "people" ADD COLUMN     "phone" TEXT,
ADD COLUMN     "status" "person_status" NOT NULL DEFAULT 'ACTIVE',
ADD COLUMN     "time_zone" TEXT;

-- CreateTable
CREATE TABLE "agent_permissions" (
    "agent_id" TEXT NOT NULL,
    "area" "permission_area" NOT NULL,
    "ids" TEXT[],

    CONSTRAINT "agent_permissions_pkey" PRIMARY KEY ("agent_id","area")
);

-- AddForeignKey
ALTER TABLE "agent_permissions" ADD CONSTRAINT "agent_permissions_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE CASCADE;
