"""One sound for a name in every spelling; other names keep sounds of their own."""

# ruff: noqa: E501 - word lists

from itertools import combinations

import pytest

from services.registry.duplicates.spellings import similarity, spell, words

ONE_NAME = [
    "محمد Mohammed Muhammad Mohamad Μοχάμεντ", "أحمد احمد Ahmed Achmad Αχμέντ", "حسين Hussein Husain Χουσεΐν",
    "يوسف Yousef Youssef Yusuf Γιουσέφ", "فاطمة فاطمه Fatima Fatma Fatimah Φατίμα", "خالد Khaled Khalid", "جمال Jamal Gamal Τζαμάλ",
    "المصري Al-Masri Elmasri Almasri", "مصطفى مصطفي Mustafa Moustafa", "مـحـمّـد محمد", "زينب Zainab Zeinab",
    "Γεώργιος ΓΕΩΡΓΙΟΣ Georgios Γιώργος", "Ιωάννης Ioannis Yiannis Giannis Yannis Γιάννης", "Χρήστος Christos Hristos Xristos",
    "Ευάγγελος Evangelos Evaggelos Euaggelos", "Χατζηγεωργίου Chatzigeorgiou Hadjigeorgiou", "Κωνσταντίνος Constantinos Κώστας",
    "Μπαλάσης Balasis Mpalasis", "Αντώνιος Antonios Andonios", "Φωτεινή Foteini Photini Fotini", "Ξανθή Xanthi Ksanthi",
    "Βασίλειος Vasileios Basilios", "Καλαϊτζής Καλαιτζής Kalaitzis",
]  # fmt: skip
ANOTHER_NAME = [
    "Μαρία Ειρήνη",
    "Γεώργιος Νικόλαος",
    "محمد محمود عمر",
    "Hassan Khaled",
    "Ελένη Άννα",
    "Παπαδόπουλος Παπαδάκης",
]


@pytest.mark.parametrize("spellings", ONE_NAME)
def test_spellings_of_one_name_are_alike(spellings: str) -> None:
    for one, other in combinations(spellings.split(), 2):
        assert similarity(spell(words(one)[0]), spell(words(other)[0])) >= 85, (one, other)


@pytest.mark.parametrize("names", ANOTHER_NAME)
def test_other_names_are_not(names: str) -> None:
    for one, other in combinations(names.split(), 2):
        assert similarity(spell(one), spell(other)) < 90, (one, other)


@pytest.mark.parametrize(
    "spellings",
    [
        "عبد الرحمن|عبدالرحمن|Abdul Rahman|Abdelrahman|Abd al-Rahman|Abdurrahman",
        "عبد الله|عبدالله|Abdullah|Abd Allah|Abdallah",
    ],
)
def test_a_servants_name_is_one_word_with_the_article_or_without(spellings: str) -> None:
    found = [words(name) for name in spellings.split("|")]
    assert {len(each) for each in found} == {1}
    assert {spell(word).consonants for (word,) in found} == {spell(found[0][0]).consonants}


def test_prefixes_articles_and_son_of_do_not_part_names() -> None:
    assert words("Παπα-Γεωργίου") == words("ΠΑΠΑΓΕΩΡΓΙΟΥ")
    assert words("Mohammed bin Salman Al Masri") == ("mohammed", "salman", "masri")
    assert words("García López") == ("garcia", "lopez")
    assert words("") == words("12 -") == ()


def test_a_misspelt_name_stays_near() -> None:
    assert 85 <= similarity(spell("νικολαος"), spell("νικολαως")) <= 100
    assert similarity(spell("παπαδοπουλος"), spell("παπαδοπολυος")) >= 85
