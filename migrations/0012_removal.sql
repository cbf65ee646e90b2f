-- A removed project takes all of its rows along, in whatever order they go.
alter table version drop constraint version_run_fkey, add foreign key (run) references run on delete set null;
alter table run drop constraint run_snapshot_fkey, add foreign key (snapshot) references snapshot on delete set null;
alter table evaluation drop constraint evaluation_snapshot_fkey, add foreign key (snapshot) references snapshot on delete set null;
alter table alias drop constraint alias_version_fkey, add foreign key (version) references version on delete cascade;
create index on version (run);
create index on run (snapshot);
create index on evaluation (snapshot);
create index on evaluation (run);
create index on alias (version);
create index on feedback (endpoint);
create index on project (removed_at) where removed_at is not null;
-- Jobs that swept removed projects: a loop does that now, from the mark on the project.
update job set state = 'cancelled', ended_at = now(), error = 'Removed projects are swept without a job now.'
  where name = 'sweep-project' and state in ('queued', 'running');
