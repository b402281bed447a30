"""Rebuilding: which process reads what; that it says the same again is in tests/reporting/test_read_models.py."""

import pytest

from contracts.envelope import PARTITIONS
from services.kit import rebuild
from services.kit.events.feed import Part
from tests.kit.things import Moods


@pytest.mark.parametrize("cores", [1, 2, 64])
def test_processes_share_the_partitions_among_them(cores: int) -> None:
    shares = rebuild.parts(Moods().batch_reader, cores)
    assert len(shares) == min(cores, rebuild.PROCESSES_MAX)
    read = [number for part in shares for number in range(part.first, PARTITIONS, part.step)]
    assert sorted(read) == list(range(PARTITIONS))


def test_one_process_reads_all_where_an_event_may_need_one_of_another_aggregate() -> None:
    assert rebuild.parts(Moods().reader, 2) == [Part()]
