-- A review outranks all votes; where votes tie, people disagree until a review decides.
alter table annotation add column review boolean not null default false;
update annotation set review = true from annotation as replaced
  where replaced.id = annotation.supersedes and replaced.author <> annotation.author and annotation.author_kind = 'person' and replaced.author_kind = 'person';
alter table consensus drop constraint consensus_how_check,
  add check (how in ('person', 'majority', 'weighted', 'reviewed', 'certified', 'imported', 'sample', 'disputed'));
create index consensus_disputed on consensus (question, item) where how = 'disputed';
-- What a key answered is found, and undone, as what a person answered is.
drop index annotation_project_author_created_at_idx;
create index annotation_of_author on annotation (project, author, created_at) where author_kind in ('person', 'key');
