CREATE TABLE "attempts" (
   "uuid" TEXT PRIMARY KEY,
   "at" TEXT NOT NULL,
   "pack" TEXT NOT NULL,
   "item" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   "pack_version" TEXT NOT NULL,
   "answer" TEXT NOT NULL,
   "correct" INTEGER NOT NULL,
   "confidence" TEXT NOT NULL,
   "seconds" REAL NOT NULL,
   "mode" TEXT NOT NULL
);
CREATE INDEX "idx_attempts_pack_at"
    ON "attempts" ("pack", "at");
CREATE TABLE "retractions" (
   "attempt" TEXT PRIMARY KEY,
   "at" TEXT NOT NULL
);
CREATE TABLE "reports" (
   "uuid" TEXT PRIMARY KEY,
   "at" TEXT,
   "pack" TEXT,
   "item" TEXT,
   "pack_version" TEXT,
   "reason" TEXT
);
CREATE TABLE "flags" (
   "pack" TEXT,
   "item" TEXT,
   "flagged" INTEGER,
   "at" TEXT,
   PRIMARY KEY ("pack", "item")
);
CREATE TABLE "settings" (
   "name" TEXT PRIMARY KEY,
   "value" TEXT,
   "at" TEXT
);
CREATE TABLE "reading" (
   "pack" TEXT,
   "topic" TEXT,
   "section" TEXT,
   "at" TEXT,
   PRIMARY KEY ("pack", "topic")
);
CREATE TABLE "mocks" (
   "uuid" TEXT PRIMARY KEY,
   "pack" TEXT,
   "pack_version" TEXT,
   "title" TEXT,
   "started_at" TEXT,
   "seconds_total" REAL,
   "seconds_left" REAL,
   "position" INTEGER,
   "finished_at" TEXT,
   "discarded_at" TEXT
);
CREATE TABLE "mock_answers" (
   "mock" TEXT REFERENCES "mocks"("uuid"),
   "number" INTEGER,
   "item" TEXT,
   "layout" TEXT,
   "answer" TEXT,
   "confidence" TEXT,
   "flagged" INTEGER,
   "seconds" REAL,
   "answered_at" TEXT,
   PRIMARY KEY ("mock", "number")
);
CREATE TABLE "lab_runs" (
   "uuid" TEXT PRIMARY KEY,
   "pack" TEXT,
   "lab" TEXT,
   "pack_version" TEXT,
   "started_at" TEXT,
   "updated_at" TEXT,
   "seconds" REAL,
   "journal" TEXT,
   "stages_met" INTEGER,
   "goals_met" TEXT,
   "hints" TEXT,
   "solution_shown" INTEGER,
   "solved_at" TEXT,
   "closed_at" TEXT
);
CREATE TABLE "bookmarks" (
   "uuid" TEXT PRIMARY KEY,
   "at" TEXT NOT NULL,
   "pack" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   "name" TEXT NOT NULL,
   "marked" INTEGER NOT NULL
);
CREATE INDEX "idx_bookmarks_pack_at"
    ON "bookmarks" ("pack", "at");
CREATE TABLE "own_notes" (
   "uuid" TEXT PRIMARY KEY,
   "at" TEXT NOT NULL,
   "pack" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   "name" TEXT NOT NULL,
   "text" TEXT NOT NULL
);
CREATE INDEX "idx_own_notes_pack_at"
    ON "own_notes" ("pack", "at");
CREATE TABLE "sandboxes" (
   "uuid" TEXT PRIMARY KEY,
   "name" TEXT NOT NULL,
   "cluster" TEXT NOT NULL,
   "swarm" INTEGER NOT NULL,
   "started_at" TEXT NOT NULL,
   "updated_at" TEXT NOT NULL,
   "journal" TEXT NOT NULL
);
CREATE TABLE "lab_attempts" (
   "uuid" TEXT PRIMARY KEY,
   "at" TEXT NOT NULL,
   "pack" TEXT NOT NULL,
   "lab" TEXT NOT NULL,
   "pack_version" TEXT NOT NULL,
   "run" TEXT NOT NULL,
   "mode" TEXT NOT NULL,
   "outcome" TEXT NOT NULL,
   "goals" INTEGER NOT NULL,
   "goals_met" TEXT NOT NULL,
   "hints" TEXT NOT NULL,
   "solution_shown" INTEGER NOT NULL,
   "seconds" REAL NOT NULL
);
CREATE INDEX "idx_lab_attempts_pack_at"
    ON "lab_attempts" ("pack", "at");
CREATE TABLE "challenges" (
   "uuid" TEXT PRIMARY KEY,
   "pack" TEXT,
   "pack_version" TEXT,
   "title" TEXT,
   "seed" INTEGER,
   "started_at" TEXT,
   "seconds_total" REAL,
   "seconds_left" REAL,
   "position" INTEGER,
   "finished_at" TEXT,
   "discarded_at" TEXT
);
CREATE TABLE "challenge_labs" (
   "challenge" TEXT REFERENCES "challenges"("uuid"),
   "number" INTEGER,
   "lab" TEXT,
   "begun_at" TEXT,
   "seconds" REAL,
   "journal" TEXT,
   "stages_met" INTEGER,
   "verdicts" TEXT,
   PRIMARY KEY ("challenge", "number")
);
