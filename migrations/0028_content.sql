-- What an item is: a text, or a blob of a type that a row of "file" keeps for it; people see the name of that file.
alter table item alter column text drop not null, add column blob text, add column type text, add column name text, add column bytes bigint;
alter table item add constraint item_content_kind check ((text is null) = (blob is not null) and (blob is null) = (type is null)) not valid;
