-- Each query looks through the movements of whole days, and says of each pattern whom it is about, since when, and which
-- movements show it. $1 and $2 are the first and the last day. (sqlfluff knows no frame whose width is a parameter.)

-- name: find_split_sales
WITH near AS (
    SELECT
        m.settlement_date,
        m.merchant_id,
        m.wallet_id,
        m.currency,
        limits.single_minor_max,
        limits.total_minor_min,
        count(*) OVER recent AS sales_count,
        sum(m.amount_minor) OVER recent AS total_minor,
        array_agg(m.id) OVER recent AS movement_ids
    FROM till_movements AS m
    INNER JOIN unnest($5::text[], $6::bigint[], $7::bigint[])
        AS limits (currency, single_minor_max, total_minor_min) ON m.currency = limits.currency
    WHERE
        m.settlement_date BETWEEN $1 AND $2 AND NOT m.is_refund AND NOT m.is_cash
        AND m.amount_minor <= limits.single_minor_max
    WINDOW recent AS (
        PARTITION BY m.wallet_id, m.merchant_id, m.settlement_date, m.currency
        ORDER BY m.happened_at RANGE BETWEEN $4::interval PRECEDING AND CURRENT ROW -- noqa: PRS
    )
)

SELECT DISTINCT ON (settlement_date, merchant_id, wallet_id, currency)
    settlement_date AS seen_on,
    merchant_id,
    NULL::uuid AS other_merchant_id,
    NULL::uuid AS till_id,
    wallet_id,
    currency,
    jsonb_build_object(
        'sales_count', sales_count, 'total_minor', total_minor, 'single_minor', single_minor_max
    ) AS figures,
    movement_ids
FROM near
WHERE sales_count >= $3::int AND total_minor >= total_minor_min
ORDER BY settlement_date, merchant_id, wallet_id, currency, sales_count DESC, total_minor DESC;

-- name: find_refunds_to_cash
SELECT
    date_trunc('month', back.settlement_date)::date AS seen_on,
    back.merchant_id,
    NULL::uuid AS other_merchant_id,
    NULL::uuid AS till_id,
    back.wallet_id,
    back.currency,
    jsonb_build_object('times_count', count(DISTINCT back.id), 'cash_minor', sum(cash.amount_minor)) AS figures,
    array_agg(DISTINCT back.id) || array_agg(DISTINCT cash.id) AS movement_ids
FROM till_movements AS back
INNER JOIN till_movements AS cash
    ON
        back.wallet_id = cash.wallet_id AND back.merchant_id = cash.merchant_id AND back.currency = cash.currency
        AND cash.happened_at BETWEEN back.happened_at AND back.happened_at + $4::interval
WHERE
    back.settlement_date BETWEEN $1 AND $2 AND back.is_refund AND NOT back.is_cash
    AND cash.settlement_date BETWEEN $1 AND $2 AND cash.is_cash AND NOT cash.is_refund
GROUP BY 1, back.merchant_id, back.wallet_id, back.currency
HAVING count(DISTINCT back.id) >= $3::int
ORDER BY 1, 2, 5;

-- name: find_one_till_many_cards
-- The longest queue of a till's day. Movements are counted first: to count different cards takes longer.
WITH near AS (
    SELECT
        settlement_date,
        merchant_id,
        till_id,
        currency,
        count(*) OVER recent AS sales_count,
        sum(amount_minor) OVER recent AS total_minor,
        array_agg(wallet_id) OVER recent AS wallet_ids,
        array_agg(id) OVER recent AS movement_ids
    FROM till_movements
    WHERE settlement_date BETWEEN $1 AND $2 AND NOT is_refund
    WINDOW recent AS (
        PARTITION BY till_id, merchant_id, settlement_date, currency
        ORDER BY happened_at RANGE BETWEEN $4::interval PRECEDING AND CURRENT ROW -- noqa: PRS
    )
),

counted AS (
    SELECT
        near.*,
        (SELECT count(DISTINCT each) FROM unnest(near.wallet_ids) AS each) AS cards_count
    FROM near
    WHERE near.sales_count >= $3::int
)

SELECT DISTINCT ON (settlement_date, merchant_id, till_id, currency)
    settlement_date AS seen_on,
    merchant_id,
    NULL::uuid AS other_merchant_id,
    till_id,
    NULL::uuid AS wallet_id,
    currency,
    jsonb_build_object('cards_count', cards_count, 'total_minor', total_minor) AS figures,
    movement_ids
FROM counted
WHERE cards_count >= $3::int
ORDER BY settlement_date, merchant_id, till_id, currency, cards_count DESC, total_minor DESC;

-- name: find_closed_shop_hours
-- A shop's weeks, each beside the weeks before it: a kiosk that always sells at night is open then.
WITH weeks AS (
    SELECT
        date_trunc('week', settlement_date)::date AS week,
        merchant_id,
        currency,
        count(*) AS sales_count,
        count(*) FILTER (WHERE is_night) AS nights_count,
        sum(amount_minor) FILTER (WHERE is_night) AS total_minor,
        array_agg(id ORDER BY id) FILTER (WHERE is_night) AS movement_ids
    FROM (
        SELECT
            settlement_date,
            merchant_id,
            currency,
            id,
            amount_minor,
            (happened_at AT TIME ZONE $4)::time >= $5::time
            OR (happened_at AT TIME ZONE $4)::time < $6::time AS is_night
        FROM till_movements
        WHERE settlement_date BETWEEN $1::date - $7::int * 7 - 6 AND $2::date AND NOT is_refund
    ) AS sales
    GROUP BY 1, 2, 3
),

compared AS (
    SELECT
        weeks.*,
        coalesce(sum(sales_count) OVER usual, 0) AS usual_count,
        coalesce(sum(nights_count) OVER usual, 0) AS usual_nights_count
    FROM weeks
    WINDOW usual AS (
        PARTITION BY merchant_id, currency
        ORDER BY week RANGE BETWEEN $10::interval PRECEDING AND INTERVAL '7 days' PRECEDING -- noqa: PRS
    )
)

SELECT
    week AS seen_on,
    merchant_id,
    NULL::uuid AS other_merchant_id,
    NULL::uuid AS till_id,
    NULL::uuid AS wallet_id,
    currency,
    jsonb_build_object(
        'sales_count', nights_count, 'total_minor', total_minor, 'usual_count', usual_count,
        'usual_nights_count', usual_nights_count
    ) AS figures,
    movement_ids
FROM compared
WHERE
    week + 6 >= $1::date AND nights_count >= $3::int AND usual_count >= $8::int
    AND usual_nights_count * 10000 <= $9::int * usual_count
ORDER BY 1, 2, 6;

-- name: find_colluding_cards
SELECT
    date_trunc('month', m.settlement_date)::date AS seen_on,
    (array_agg(m.merchant_id))[1] AS merchant_id,
    NULL::uuid AS other_merchant_id,
    NULL::uuid AS till_id,
    m.wallet_id,
    m.currency,
    jsonb_build_object('sales_count', count(*), 'total_minor', sum(m.amount_minor)) AS figures,
    array_agg(m.id ORDER BY m.id) AS movement_ids
FROM till_movements AS m
INNER JOIN unnest($4::text[], $5::bigint[], $6::bigint[])
    AS limits (currency, round_minor, total_minor_min) ON m.currency = limits.currency
WHERE m.settlement_date BETWEEN $1 AND $2 AND NOT m.is_refund AND NOT m.is_cash
GROUP BY 1, m.wallet_id, m.currency, limits.total_minor_min
HAVING
    count(*) >= $3::int AND count(DISTINCT m.merchant_id) = 1 AND bool_and(m.amount_minor % limits.round_minor = 0)
    AND sum(m.amount_minor) >= limits.total_minor_min
ORDER BY 1, 2, 5;

-- name: find_colluding_shops
SELECT
    date_trunc('month', r.settlement_date)::date AS seen_on,
    least(r.payer_id, r.payee_id) AS merchant_id,
    greatest(r.payer_id, r.payee_id) AS other_merchant_id,
    NULL::uuid AS till_id,
    NULL::uuid AS wallet_id,
    r.currency,
    jsonb_build_object(
        'times_count', sum(r.respends_count),
        'forth_minor', sum(r.respent_minor) FILTER (WHERE r.payer_id < r.payee_id),
        'back_minor', sum(r.respent_minor) FILTER (WHERE r.payer_id > r.payee_id)
    ) AS figures,
    '{}'::uuid[] AS movement_ids
FROM respends AS r
INNER JOIN unnest($3::text[], $4::bigint[]) AS limits (currency, total_minor_min) ON r.currency = limits.currency
WHERE r.settlement_date BETWEEN $1 AND $2 AND r.payer_id <> r.payee_id
GROUP BY 1, 2, 3, r.currency, limits.total_minor_min
HAVING
    sum(r.respends_count) >= $5::int AND sum(r.respent_minor) >= limits.total_minor_min
    AND least(
        sum(r.respent_minor) FILTER (WHERE r.payer_id < r.payee_id),
        sum(r.respent_minor) FILTER (WHERE r.payer_id > r.payee_id)
    ) * 10000 >= $6::int * greatest(
        sum(r.respent_minor) FILTER (WHERE r.payer_id < r.payee_id),
        sum(r.respent_minor) FILTER (WHERE r.payer_id > r.payee_id)
    )
    AND count(*) FILTER (WHERE r.payer_id < r.payee_id) > 0 AND count(*) FILTER (WHERE r.payer_id > r.payee_id) > 0
ORDER BY 1, 2, 3;
