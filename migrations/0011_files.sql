-- Who keeps which blob: a row for each thing that names one. When the last row of a blob is gone, its bytes go.
drop table blob;
create table file (
  workspace id not null, project id, owner id not null, path text not null, blob text collate "C" not null, bytes bigint, md5 text,
  created_at timestamptz not null default now(), primary key (owner, path)
);
create index on file (workspace, blob);
create index on file (project);

-- A blob that lost a row, to be looked at once that has been committed. Every loss has a row of its own: two that shared one
-- could each believe that the other's look came after it.
create table loose_blob (
  number bigint generated always as identity primary key, workspace id not null, blob text collate "C" not null
);
create function note_loose_blob() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.blob <> new.blob or old.workspace <> new.workspace then
    insert into loose_blob (workspace, blob) values (old.workspace, old.blob);
  end if;
  return null;
end $$;
create trigger note_loose_blob after delete or update of blob, workspace on file for each row execute function note_loose_blob();

insert into file (workspace, project, owner, path, blob, bytes)
  select workspace, project, id, 'source', source ->> 'hash', (source ->> 'bytes')::bigint from import where state in ('waiting', 'running')
  union all select workspace, project, id, 'rejects', rejects_blob, null from import where rejects_blob is not null
  union all select project.workspace, run.project, run_artifact.run, run_artifact.name, run_artifact.blob, run_artifact.bytes
    from run_artifact join run on run.id = run_artifact.run join project on project.id = run.project
  union all select project.workspace, evaluation.project, evaluation.id, 'judged', evaluation.predictions, null
    from evaluation join project on project.id = evaluation.project where evaluation.predictions is not null
  union all select model.workspace, model.project, version.id, 'model', version.artifact, version.bytes from version join model on model.id = version.model
  union all select project.workspace, snapshot.project, snapshot.id, 'chunk/' || snapshot_chunk.number, snapshot_chunk.blob, null
    from snapshot_chunk join snapshot on snapshot.id = snapshot_chunk.snapshot join project on project.id = snapshot.project;
