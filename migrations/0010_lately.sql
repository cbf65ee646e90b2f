-- What happened lately is asked for again and again: it passes over imported answers, and over the news of every single answer.
create index annotation_lately on annotation (project, created_at) where author_kind in ('person', 'sample');
drop index event_project_id_idx;
create index event_lately on event (project, id) where kind not like 'annotation.%';
