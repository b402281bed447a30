"""The tree against RFC 6962's own words, written down here a second time, and its published vectors."""

import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.checkpoints import Checkpoint, ProofFault
from contracts.ledger_proof import check_consistency, leaf_hash, root_by_inclusion
from services.cards.ledger import merkle

VECTOR_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
VECTOR_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The reference tree of certificate-transparency's own tests: the root of each first n leaves."""
sizes = st.integers(1, 700)


def rfc_root(leaves: list[bytes]) -> bytes:
    """MTH, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + rfc_root(leaves[:k]) + rfc_root(leaves[k:])).digest()


def leaves_of(size: int) -> list[bytes]:
    return [str(number).encode() for number in range(size)]


def grown(leaves: list[bytes], parts: list[int]) -> dict[merkle.Node, bytes]:
    """Add leaves in parts, each time knowing the edge only."""
    everything: dict[merkle.Node, bytes] = {}
    size = 0
    for part in [*parts, len(leaves)]:
        new = leaves[size : size + part]
        known = {node: everything[node] for node in merkle.edge(size)}
        everything |= merkle.grow(known, size, [leaf_hash(leaf) for leaf in new])
        size += len(new)
    return everything


def checkpoint(leaves: list[bytes]) -> Checkpoint:
    return Checkpoint(origin="o", size=len(leaves), root=rfc_root(leaves), sealed_at=datetime(2026, 1, 1, tzinfo=UTC))


def path_of(known: dict[merkle.Node, bytes], ranges: list[merkle.Range]) -> list[bytes]:
    """What is read for a proof, and no more."""
    read = {node: known[node] for node in merkle.needs(ranges)}
    return [merkle.hash_of(read, each) for each in ranges]


def test_the_published_roots_are_found() -> None:
    leaves = [bytes.fromhex(leaf) for leaf in VECTOR_LEAVES]
    known = grown(leaves, [])
    assert [merkle.hash_of(known, (0, size)).hex() for size in range(1, 9)] == VECTOR_ROOTS
    assert merkle.hash_of({}, (0, 0)) == hashlib.sha256(b"").digest()


@given(size=sizes, parts=st.lists(st.integers(0, 300), max_size=4), data=st.data())
def test_a_tree_that_grew_in_parts_proves_each_leaf_and_each_earlier_tree(
    size: int, parts: list[int], data: st.DataObject
) -> None:
    leaves = leaves_of(size)
    known = grown(leaves, parts)
    root = rfc_root(leaves)
    assert merkle.hash_of(known, (0, size)) == root
    place = data.draw(st.integers(0, size - 1))
    path = path_of(known, merkle.inclusion(place, size))
    assert root_by_inclusion(leaves[place], place, size, path) == root
    earlier = data.draw(st.integers(0, size))
    steps = path_of(known, merkle.consistency(earlier, size))
    check_consistency(checkpoint(leaves[:earlier]), checkpoint(leaves), steps)


@given(size=st.integers(2, 200), data=st.data())
def test_a_changed_leaf_place_or_path_leads_elsewhere(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    known, root = grown(leaves, []), rfc_root(leaves)
    place = data.draw(st.integers(0, size - 1))
    path = path_of(known, merkle.inclusion(place, size))
    assert root_by_inclusion(b"other", place, size, path) != root
    step = data.draw(st.integers(0, len(path) - 1))
    assert root_by_inclusion(leaves[place], place, size, [*path[:step], bytes(32), *path[step + 1 :]]) != root
    for wrong in (path[:-1], [*path, bytes(32)]):
        with pytest.raises(ProofFault):
            root_by_inclusion(leaves[place], place, size, wrong)


@given(size=st.integers(2, 200), data=st.data())
def test_a_ledger_that_was_changed_before_a_checkpoint_is_not_consistent_with_it(
    size: int, data: st.DataObject
) -> None:
    leaves = leaves_of(size)
    earlier = data.draw(st.integers(1, size))
    changed = [*leaves]
    changed[data.draw(st.integers(0, earlier - 1))] = b"changed"
    steps = path_of(grown(changed, []), merkle.consistency(earlier, size))
    with pytest.raises(ProofFault):
        check_consistency(checkpoint(leaves[:earlier]), checkpoint(changed), steps)


@given(size=st.integers(1, 2**40))
def test_a_proof_reads_few_rows_of_a_large_tree(size: int) -> None:
    levels = size.bit_length()
    for ranges in (merkle.inclusion(size // 3, size), merkle.consistency(size // 3, size)):
        assert len(merkle.needs(ranges)) <= 16 * levels
    assert len(merkle.edge(size)) <= 16 * (levels // merkle.STEP + 1)
