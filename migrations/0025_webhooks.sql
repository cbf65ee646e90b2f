-- A webhook is told what happens in its project; its signing secret is sealed. Whoever holds it sends what is waiting for it.
create table webhook (
  id id primary key, workspace id not null references workspace on delete cascade, project id not null references project on delete cascade,
  url text not null, events text[] not null, secret text not null, active boolean not null default true, off_reason text,
  failing_since timestamptz, held_until timestamptz, made_by text not null, made_at timestamptz not null default now()
);
create index on webhook (project);
-- One row for each piece of news and webhook, with its last attempt. News of single answers are gathered until they are sent.
create table webhook_delivery (
  id id primary key, webhook id not null references webhook on delete cascade, event id, type text not null, facts jsonb not null,
  state text not null check (state in ('waiting', 'delivered', 'failed')), gathers boolean not null default false,
  attempts integer not null default 0, status integer, answer text, error text, milliseconds integer,
  at timestamptz not null, tried_at timestamptz, next_at timestamptz
);
create index on webhook_delivery (webhook, id);
create index on webhook_delivery (webhook, next_at) where state = 'waiting';
create unique index webhook_delivery_gathers on webhook_delivery (webhook, type) where gathers;
