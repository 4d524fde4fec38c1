-- AlterTable
ALTER TABLE "tools" ADD COLUMN     "endpoint" TEXT,
ADD COLUMN     "input_schema" TEXT;

-- CreateTable
CREATE TABLE "tool_secrets" (
    "tool_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "nonce" BYTEA NOT NULL,
    "ciphertext" BYTEA NOT NULL,

    CONSTRAINT "tool_secrets_pkey" PRIMARY KEY ("tool_id")
);

-- AddForeignKey
ALTER TABLE "tool_secrets" ADD CONSTRAINT "tool_secrets_tool_id_fkey" FOREIGN KEY ("tool_id") REFERENCES "tools"("id") ON DELETE CASCADE ON UPDATE CASCADE;
