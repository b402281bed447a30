-- What a rebuild writes by the million, written once. Nobody asks for buyers by a line alone: their index was kept up
-- for nothing. And a row that is added to again and again stays within its page, so that no index is written anew.
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX buyers_line;
ALTER TABLE sales SET (fillfactor = 50);
ALTER TABLE draws SET (fillfactor = 50);
