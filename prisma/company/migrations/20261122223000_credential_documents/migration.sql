-- AlterTable
ALTER TABLE "agent_credentials" ADD COLUMN     "documents" JSONB;
