"""What of a table is shown, each currency by itself."""

from services.reporting.counting.buckets import Bucket, shown


def test_currencies_hide_nothing_of_each_other() -> None:
    def bucket(currency: str, kind: str | None, households: int) -> Bucket:
        return Bucket(currency=currency, merchant_kind=kind, households_count=households, amount_minor=households)

    euros = [bucket("EUR", None, 12), bucket("EUR", "private", 9), bucket("EUR", "public", 8)]
    dinars = [bucket("JOD", None, 12), bucket("JOD", "private", 9), bucket("JOD", "public", 3)]
    assert [each.amount_minor for each in shown([*dinars, *euros])] == [12, 9, 8, 12, None, None]
