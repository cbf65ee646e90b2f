-- Items of the validation split are for measuring, as those of the test split: they are handed out at random, not in the order
-- in which the live model ranks, and answered without a suggestion. Answers that came with one stay, and are not measured on.
update task set role = 'test', blind = true from item
  where item.id = task.item and item.split = 'validation' and task.role <> 'test';
delete from pool using item where item.id = pool.item and item.split = 'validation';
