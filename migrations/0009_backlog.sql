-- A task is made for an item that has an answer or may soon be asked about, not for every item at once: a row here says that
-- a project has items of this part without one. Items are listed by dataset, in the order of their ids.
create table backlog (project id, part text check (part in ('test', 'other')), primary key (project, part));
drop index item_dataset;
create index item_dataset on item (dataset, id);
