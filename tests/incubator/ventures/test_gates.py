"""Gates by vectors: legal forms and evidence by country, and the share of training that counts."""

import pytest

from services.incubator.training.enrolments import Training
from services.incubator.ventures import gates
from services.incubator.ventures.gates import CountryUnknown, EvidenceMissing, LegalFormUnknown, TrainingMissing


@pytest.mark.parametrize("country", sorted(gates.all_rules()))
def test_every_country_says_what_each_gate_asks_for(country: str) -> None:
    rules = gates.rules_of(country)
    assert rules.country == country
    assert set(rules.evidence) == {"start_registration", "register", "accredit"}
    assert all(rules.evidence.values())
    assert rules.legal_forms


def test_a_gate_names_the_evidence_that_is_missing() -> None:
    gates.check_evidence("JO", "accredit", {"municipal_licence", "site_visit", "other"})
    with pytest.raises(EvidenceMissing) as refused:
        gates.check_evidence("JO", "accredit", {"site_visit"})
    assert refused.value.members["missing"] == ["municipal_licence"]


def test_a_legal_form_belongs_to_its_country() -> None:
    gates.check_legal_form("JO", "cooperative")
    with pytest.raises(LegalFormUnknown):
        gates.check_legal_form("JO", "koinsep")
    with pytest.raises(CountryUnknown):
        gates.check_legal_form("XX", "cooperative")


@pytest.mark.parametrize(
    ("attended", "missed", "share"),
    [(0, 0, 0), (1, 0, 10_000), (0, 1, 0), (15, 4, 7_894), (16, 3, 8_421), (4, 1, 8_000), (2, 1, 6_666)],
)
def test_the_share_is_of_the_sessions_that_count(attended: int, missed: int, share: int) -> None:
    assert gates.share_attended(Training(attended=attended, missed=missed)) == share


def test_below_the_least_share_the_gate_stays_shut() -> None:
    gates.check_training(Training(attended=4, missed=1), 8_000)
    with pytest.raises(TrainingMissing):
        gates.check_training(Training(attended=3, missed=1), 8_000)
    with pytest.raises(TrainingMissing):
        gates.check_training(Training(attended=0, missed=0), 1)
