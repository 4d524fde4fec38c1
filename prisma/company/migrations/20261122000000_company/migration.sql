-- CreateEnum
CREATE TYPE "agent_status" AS ENUM ('ACTIVE', 'PAUSED', 'ARCHIVED');

-- CreateTable
CREATE TABLE "people" (
    "id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "title" TEXT,
    "email" TEXT,

    CONSTRAINT "people_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agents" (
    "id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "purpose" TEXT,
    "skills" TEXT[],
    "status" "agent_status" NOT NULL,
    "instructions" TEXT,
    "model" TEXT,

    CONSTRAINT "agents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "knowledge_sources" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "knowledge_sources_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tools" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,

    CONSTRAINT "tools_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_knowledge" (
    "agent_id" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,

    CONSTRAINT "agent_knowledge_pkey" PRIMARY KEY ("agent_id","source_id")
);

-- CreateTable
CREATE TABLE "agent_tools" (
    "agent_id" TEXT NOT NULL,
    "tool_id" TEXT NOT NULL,

    CONSTRAINT "agent_tools_pkey" PRIMARY KEY ("agent_id","tool_id")
);

-- CreateTable
CREATE TABLE "private_threads" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "private_threads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "private_messages" (
    "id" TEXT NOT NULL,
    "thread_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "author_agent_id" TEXT,
    "author_person_id" TEXT,

    CONSTRAINT "private_messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notes" (
    "id" TEXT NOT NULL,
    "thread_id" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "author_agent_id" TEXT,
    "author_person_id" TEXT,

    CONSTRAINT "notes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "publications" (
    "participant_id" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "team_id" TEXT NOT NULL,
    "agent_id" TEXT,
    "person_id" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "publications_pkey" PRIMARY KEY ("participant_id","published_at")
);

-- CreateIndex
CREATE UNIQUE INDEX "people_subject_key" ON "people"("subject");

-- CreateIndex
CREATE UNIQUE INDEX "agents_subject_key" ON "agents"("subject");

-- CreateIndex
CREATE INDEX "agent_knowledge_source_id_idx" ON "agent_knowledge"("source_id");

-- CreateIndex
CREATE INDEX "agent_tools_tool_id_idx" ON "agent_tools"("tool_id");

-- CreateIndex
CREATE UNIQUE INDEX "private_threads_slug_key" ON "private_threads"("slug");

-- CreateIndex
CREATE INDEX "private_messages_author_agent_id_idx" ON "private_messages"("author_agent_id");

-- CreateIndex
CREATE INDEX "private_messages_author_person_id_idx" ON "private_messages"("author_person_id");

-- CreateIndex
CREATE UNIQUE INDEX "private_messages_thread_id_sequence_key" ON "private_messages"("thread_id", "sequence");

-- CreateIndex
CREATE INDEX "notes_thread_id_created_at_id_idx" ON "notes"("thread_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "notes_author_agent_id_idx" ON "notes"("author_agent_id");

-- CreateIndex
CREATE INDEX "notes_author_person_id_idx" ON "notes"("author_person_id");

-- CreateIndex
CREATE INDEX "publications_agent_id_idx" ON "publications"("agent_id");

-- CreateIndex
CREATE INDEX "publications_person_id_idx" ON "publications"("person_id");

-- AddForeignKey
ALTER TABLE "agent_knowledge" ADD CONSTRAINT "agent_knowledge_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_knowledge" ADD CONSTRAINT "agent_knowledge_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "knowledge_sources"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_tools" ADD CONSTRAINT "agent_tools_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_tools" ADD CONSTRAINT "agent_tools_tool_id_fkey" FOREIGN KEY ("tool_id") REFERENCES "tools"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "private_messages" ADD CONSTRAINT "private_messages_thread_id_fkey" FOREIGN KEY ("thread_id") REFERENCES "private_threads"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "private_messages" ADD CONSTRAINT "private_messages_author_agent_id_fkey" FOREIGN KEY ("author_agent_id") REFERENCES "agents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "private_messages" ADD CONSTRAINT "private_messages_author_person_id_fkey" FOREIGN KEY ("author_person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notes" ADD CONSTRAINT "notes_author_agent_id_fkey" FOREIGN KEY ("author_agent_id") REFERENCES "agents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notes" ADD CONSTRAINT "notes_author_person_id_fkey" FOREIGN KEY ("author_person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publications" ADD CONSTRAINT "publications_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publications" ADD CONSTRAINT "publications_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rules that the schema language cannot say.
ALTER TABLE "private_messages" ADD CONSTRAINT "private_messages_sequence_check" CHECK ("sequence" > 0);
ALTER TABLE "private_messages" ADD CONSTRAINT "private_messages_author_check" CHECK (num_nonnulls("author_agent_id", "author_person_id") = 1);
ALTER TABLE "notes" ADD CONSTRAINT "notes_author_check" CHECK (num_nonnulls("author_agent_id", "author_person_id") = 1);
ALTER TABLE "publications" ADD CONSTRAINT "publications_target_check" CHECK (num_nonnulls("agent_id", "person_id") = 1);
ALTER TABLE "publications" ADD CONSTRAINT "publications_expiry_check" CHECK ("expires_at" > "published_at");
ALTER TABLE "publications" ADD CONSTRAINT "publications_revocation_check" CHECK ("revoked_at" >= "published_at");
