-- An import grows by the million, so its rows come to every index in the order of their arrival; only the content hash is
-- random, and a hash index takes it at a third of the cost of a tree. The hash is of dataset and text together, because
-- such an index has one column. A task's place is the number of its arrival: who wants a random task draws random places.
drop index item_content;
update item set hash = substring(case
  when hash = substring(sha256(convert_to(text, 'UTF8')) for 16) then sha256(convert_to(dataset || E'\n' || text, 'UTF8'))
  else sha256(convert_to(dataset || E'\n' || text || E'\n' || coalesce(import, '') || ' ' || coalesce(line, 0), 'UTF8'))
end for 16);
alter table item add constraint item_content exclude using hash (hash with =);
create index item_dataset on item using brin (dataset);

update task set place = arrived.place from (
  select project, item, row_number() over (partition by project order by item) - 1 as place from task
) as arrived where task.project = arrived.project and task.item = arrived.item;
