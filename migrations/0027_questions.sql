-- Several questions in a project. What a question takes beside its labels (the levels of a rating) is in its settings.
alter table question add column settings jsonb not null default '{}';
create index on question (project, position);

-- Answers that were saved together name the first of them.
alter table annotation add column given_with id;

-- An answer is counted, filtered and learned by its label, or by its level.
drop index consensus_label;
create index consensus_label on consensus (question, (coalesce(value -> 'labels' ->> 0, value ->> 'rating')), item);

-- A live model, what it ranked and who trains it: of a question.
alter table live add column question id;
alter table live_point add column question id;
alter table live_holder add column question id;
alter table pool add column question id;
do $$
declare owned text;
begin
  foreach owned in array array['live', 'live_point', 'live_holder', 'pool'] loop
    execute format('update %I set question = (select id from question where question.project = %I.project order by position, id limit 1)', owned, owned);
    execute format('delete from %I where question is null', owned);
    execute format('alter table %I alter column question set not null, drop constraint %I', owned, owned || '_pkey');
  end loop;
end $$;
alter table live add primary key (question);
alter table live_point add primary key (question, labels);
alter table live_holder add primary key (question);
alter table pool add primary key (project, item, question);
create index on live (project);
create index on live_point (project);
create index on pool (question);

-- A run learns one question, a model answers one; numbers of versions are given by project, so that one number means one version.
alter table run add column question id;
alter table model add column question id;
alter table evaluation add column question id;
update run set question = (select id from question where question.project = run.project order by position, id limit 1);
update model set question = (select id from question where question.project = model.project order by position, id limit 1);
update evaluation set question = (select id from question where question.project = evaluation.project order by position, id limit 1);
create index on run (question, id);
create index on evaluation (question, id);

-- A snapshot is of a question: an answer to another one does not make another snapshot.
alter table snapshot add column question id;
update snapshot set question = (select id from question where question.project = snapshot.project order by position, id limit 1);
