create table blob (
  workspace id not null, hash text not null, md5 text not null, bytes bigint not null, created_at timestamptz not null default now(),
  primary key (workspace, hash)
);

-- What a person sees of background work; pg-boss (its own schema) delivers it.
create table job (
  id id primary key, workspace id not null, project id, name text not null, title text not null, input jsonb not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  done bigint not null default 0, total bigint, message text not null default '', error text, result jsonb,
  asked_by text not null, created_at timestamptz not null default now(), started_at timestamptz, ended_at timestamptz, cancel_asked boolean not null default false
);
create index on job (project, id);
create index on job (workspace, id) where state in ('queued', 'running');
create table job_line (
  job id not null references job on delete cascade, number integer generated always as identity, at timestamptz not null default now(), line text not null,
  primary key (job, number)
);

-- The outbox: written in the transaction of the change, claimed by workers, delivered at least once.
create table event (
  id id primary key, workspace id not null, project id, kind text not null, facts jsonb not null default '{}',
  at timestamptz not null default now(), delivered_at timestamptz
);
create index on event (id) where delivered_at is null;
create index on event (project, id);

-- Servers that are up, so that a deployment can wait until each has confirmed it.
create table server (
  id id primary key, address text not null, started_at timestamptz not null default now(), seen_at timestamptz not null default now(),
  confirmed jsonb not null default '{}'
);
