"""Greek names in Latin letters by ELOT 743, as passports and banks spell them."""

import pytest

from services.kit.iso20022.transliteration import NameNotLatin, bank_name, elot743, romanised


@pytest.mark.parametrize(
    ("greek", "latin"),
    [
        ("Παπαδοπούλου", "Papadopoulou"),
        ("Ευάγγελος", "Evangelos"),
        ("Ευθύμιος", "Efthymios"),
        ("Αύγουστος", "Avgoustos"),
        ("Ναύπλιο", "Nafplio"),
        ("Νηυς", "Nifs"),
        ("άυλος", "aylos"),
        ("Μαΐου", "Maiou"),
        ("πραΰς", "prays"),
        ("Μπάμπης", "Bampis"),
        ("Ντίνος", "Ntinos"),
        ("Γκίκας", "Gkikas"),
        ("Άγχος", "Anchos"),
        ("Σφίγξ", "Sfinx"),
        ("Χρήστος Ψαράς", "Christos Psaras"),
        ("Θεόδωρος Ξένος", "Theodoros Xenos"),
        ("ΧΡΙΣΤΟΥ ΕΥΑΓΓΕΛΙΑ", "CHRISTOU EVANGELIA"),
        ("Η Γωνιά", "I Gonia"),
        ("Παγγαίο", "Pangaio"),
        ("Ο.Ε. 24", "O.E. 24"),
        ("ταυ", "taf"),
    ],
)
def test_greek_is_transcribed(greek: str, latin: str) -> None:
    assert elot743(greek) == latin


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("Παντοπωλείο «Η Γωνιά» & ΣΙΑ Ο.Ε.", "Pantopoleio I Gonia + SIA O.E."),
        ("José Núñez", "Jose Nunez"),
        ("Al-Salam  Grocery!", "Al-Salam Grocery"),
        ("Α" * 80, "A" * 70),
    ],
)
def test_a_bank_file_gets_its_own_characters_only(name: str, spelled: str) -> None:
    assert bank_name(name) == spelled


@pytest.mark.parametrize("name", ["بقالة السلام", "Ελένη سارة", "!!!", "商店"])
def test_a_name_that_has_no_official_spelling_is_asked_for(name: str) -> None:
    with pytest.raises(NameNotLatin):
        bank_name(name)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("سارة الحسن", "Sara Al-Hsn"),
        ("عبد الله الرواشدة", "Abd Allah Al-Rwashda"),
        ("مُحَمَّد", "Muhamad"),
        ("فاطمة Παππά", "Fatma Pappa"),
        ("Omar", "Omar"),
    ],
)
def test_an_arabic_name_is_romanised_for_who_has_no_spelling_at_hand(name: str, spelled: str) -> None:
    assert bank_name(romanised(name)) == spelled
