-- What people see beside a text makes it another item: the hash is of the text and of every field that holds something. Items
-- without such fields keep theirs. A duplicate that was kept is known by the hash that its text alone no longer explains.
update item set hash = substring(sha256(convert_to(
    item.dataset || E'\n' || item.text || E'\n\x1d' || context.text
      || case when hash = substring(sha256(convert_to(item.dataset || E'\n' || item.text, 'UTF8')) for 16) then ''
         else E'\n' || coalesce(item.import, '') || ' ' || coalesce(item.line, 0) end, 'UTF8')) for 16)
from (
  select item.id, string_agg(E'\x1e' || field.key || E'\x1f' || field.value, '' order by field.key collate "C") as text
  from item, jsonb_each_text(item.fields) as field
  where jsonb_typeof(item.fields) = 'object' and field.value <> '' group by item.id
) as context where context.id = item.id;

-- What an import changed, left out or found in conflict, by kind.
alter table import add column findings jsonb not null default '[]';
