-- name: insert_bank_orders
INSERT INTO bank_orders (transfer_id, end_to_end_id, bank_file_id)
SELECT o.transfer_id, o.end_to_end_id, o.bank_file_id
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS o (transfer_id, end_to_end_id, bank_file_id);
