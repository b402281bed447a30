"""Keys lead to people and say nothing of them."""

from services.kit import vault
from services.kit.db import Connection
from services.registry.duplicates.match_keys import CROWD
from tests.clients import Client
from tests.registry import entered_twice, factories


async def test_a_key_is_a_keyed_hash_of_the_tenants_own(
    paggaio: Client, al_koura: Client, connection: Connection
) -> None:
    first = await paggaio.post("/persons", entered_twice.once())
    other = await al_koura.post("/persons", entered_twice.again(phone="0791234567"))
    await connection.execute("RESET ROLE")
    rows = await connection.fetch("SELECT person_id::text, key FROM match_keys")
    keys = {each["id"]: {row["key"] for row in rows if row["person_id"] == each["id"]} for each in (first, other)}
    assert keys[first["id"]]
    assert keys[first["id"]].isdisjoint(keys[other["id"]])
    blind = vault.keyring().blind(paggaio.tenant.id, "match_born", "1984-2-29")
    assert int.from_bytes(blind[:8], signed=True) in keys[first["id"]]


async def test_what_too_many_share_is_no_reason_to_look(paggaio: Client, connection: Connection) -> None:
    first = await paggaio.post("/persons", entered_twice.once(phone=None, iban=None))
    await connection.execute(
        "INSERT INTO persons (id, municipality_id, language, registered_at, registered_by) "
        "SELECT gen_random_uuid(), $1, 'el', '2026-01-01', gen_random_uuid() FROM generate_series(1, $2)",
        paggaio.tenant.id,
        CROWD,
    )
    await connection.execute(
        "INSERT INTO match_keys (municipality_id, key, person_id) SELECT $1, k.key, p.id "
        "FROM persons AS p CROSS JOIN match_keys AS k WHERE k.person_id = $2 AND p.id <> $2",
        paggaio.tenant.id,
        first["id"],
    )
    assert (await paggaio.post("/persons", entered_twice.again(phone="6900000000")))["suspected"] == []


async def test_a_corrected_number_is_looked_at_anew(paggaio: Client) -> None:
    first = await paggaio.post("/persons", entered_twice.once())
    second = await paggaio.post("/persons", entered_twice.again(given_name="Eleni", phone="6900000000"))
    assert second["suspected"] == []
    version = {"If_Match": f'"{second["version"]}"'}
    await paggaio.put(f"/persons/{second['id']}/contact", {"phone": first["fields"]["phone"]}, **version)
    assert (await paggaio.get("/duplicates"))["items"] == []
    assert (await paggaio.post("/persons", factories.person()))["suspected"] == []
