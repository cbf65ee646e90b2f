create table question (
  id id primary key, project id not null references project on delete cascade, name text not null,
  kind text not null check (kind in ('choice', 'tree', 'spans', 'regions', 'text', 'rating', 'chat')),
  field text not null, answers text not null default 'one' check (answers in ('one', 'several')), required boolean not null default true,
  guideline text not null default '', position integer not null default 0, created_at timestamptz not null default now(),
  unique (project, name)
);
create table label (
  id id primary key, question id not null references question on delete cascade, name text not null, key text, color text,
  description text not null default '', parent id, position integer not null, retired_at timestamptz, created_at timestamptz not null default now(),
  unique (question, name)
);

-- One for each (project, item). role: what the item is for; "audit" and "test" never teach. place: its seeded random place in the queue.
create table task (
  project id not null, item id not null, role text not null check (role in ('learn', 'audit', 'test')), blind boolean not null,
  state text not null check (state in ('open', 'held', 'done', 'flagged')), skips integer not null default 0, place integer not null,
  wanted smallint not null default 1, given smallint not null default 0, held_until timestamptz, held_by text, done_at timestamptz,
  primary key (project, item)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
create index task_queue on task (project, role, skips, place) where state = 'open';
create index task_held on task (project, held_until) where state = 'held';

-- One for each (task, person): what this person did with it.
create table seat (
  project id not null, item id not null, person text not null, held_until timestamptz, answered_at timestamptz,
  skipped_at timestamptz, reason text,
  primary key (project, item, person)
);
create index on seat (project, person, answered_at);

-- Append-only: undo and override are new rows. suggestion: what was shown, and by which version or live state.
create table annotation (
  id id primary key, project id not null, question id not null, item id not null, author_kind text not null check (author_kind in ('person', 'import', 'sample', 'model', 'key')),
  author text not null, value jsonb, milliseconds integer, suggestion jsonb, supersedes id, import_line integer, created_at timestamptz not null default now()
);
create index on annotation (question, item);
create index on annotation (project, created_at);
create index on annotation (project, author, created_at) where author_kind = 'person';

create table suggestion (
  question id not null, item id not null, source text not null, value jsonb not null, scores jsonb, created_at timestamptz not null default now(),
  primary key (question, item, source)
);

-- All that learning, exports and metrics read; kept up to date in the transaction of the annotation.
create table consensus (
  question id not null, item id not null, project id not null, value jsonb not null,
  how text not null check (how in ('person', 'majority', 'weighted', 'reviewed', 'certified', 'imported', 'sample')),
  agreement real, annotations text[] not null, updated_at timestamptz not null default now(),
  primary key (question, item)
);
create index consensus_label on consensus (question, (value -> 'labels' ->> 0), item);
create index consensus_news on consensus (project, updated_at);

-- The live model of a project and the tasks it ranked; every server hands these out first.
create table live (
  project id primary key, number bigint not null, labels integer not null, classes integer not null, audited integer not null, audit_hits integer not null,
  seconds real not null, at timestamptz not null default now()
);
create table live_point (
  project id not null, labels integer not null, audited integer not null, audit_hits integer not null, number bigint not null, at timestamptz not null default now(),
  primary key (project, labels)
);
create table pool (
  project id not null, item id not null, rank integer not null, scores jsonb not null, live bigint not null,
  primary key (project, item)
) with (autovacuum_vacuum_scale_factor = 0.1);
create index on pool (project, rank);

create table snapshot (
  id id primary key, project id not null references project on delete cascade, hash text not null, items integer not null, labelled integer not null,
  counts jsonb not null, complete boolean not null default true, created_at timestamptz not null default now(),
  unique (project, hash)
);
create table snapshot_chunk (
  snapshot id not null references snapshot on delete cascade, number integer not null, first_item id not null, last_item id not null, items integer not null, blob text not null,
  primary key (snapshot, number)
);
