"""Rule by rule, in further examples: exclusions, quotation marks, intents, numbers, spelling."""

import pytest

from leadgraph.ask.grammar import Grammar
from leadgraph.ask.tokens import consonants, tokens
from leadgraph.model import Concept

EXCLUSIONS = [
    ("trust in every country but Canada", "not_country=CA&outcome=teacher-trust"),
    ("equity in all countries but the US and Canada", "area=equity&not_country=CA,US"),
    ("equity in any of the countries but the US or Canada", "area=equity&not_country=CA,US"),
    ("equity for any group but teachers", "area=equity&not_target=teachers"),
    ("everything but reviews on equity", "area=equity&not_design=evidence-synthesis"),
    ("everywhere but in Canada: trust", "not_country=CA&outcome=teacher-trust"),
]
NO_EXCLUSIONS = [
    (
        "is there any effect on teachers but also on students of equity?",
        "area=equity&target=students,teachers",
    ),
    ("equity in no country but Canada", "area=equity&country=CA"),
    ("nothing but reviews on equity", "area=equity&design=evidence-synthesis"),
    ("does equity have any effect, but for students?", "area=equity&target=students"),
]
CAPITALS = [
    (
        '(equity OR governance) AND "student achievement" NOT (teachers OR families)',
        "area=equity&model=governance&not_target=families,teachers&outcome=student-achievement",
    ),
    ("equity NOT teachers AND students", "area=equity&not_target=teachers&target=students"),
    ("equity NOT (teachers AND students)", "area=equity&not_target=students,teachers"),
    ("EQUITY NOT TEACHERS AND STUDENTS", "area=equity&not_target=students,teachers"),
    ("equity not teachers and students", "area=equity&not_target=students,teachers"),
    ("equity that does NOT improve attendance", "area=equity&outcome=student-behaviour-attendance"),
]
QUOTED = [
    (
        '"teacher leadership" "student engagement"',
        "model=teacher-leadership&outcome=student-engagement",
    ),
    (
        '"principal turnover" AND "student achievement"',
        "outcome=leader-retention,student-achievement",
    ),
    ("“Principal turnover and student achievement”", "source=miller2013principal"),
    ('"does equity help students?"', "area=equity&target=students"),
]
ACTORS = [
    ("does the community influence school climate?",
     "outcome=school-climate-culture&target=community"),
    ("the impact of families on attendance",
     "outcome=student-behaviour-attendance&target=families"),
    ("do headteachers influence teacher retention?", "outcome=teacher-retention"),
]  # fmt: skip
WORDINGS = [
    ("Which leadership skills make sure that inequity is tackled head-on?", "question=Q2"),
    ("How do equity goals and learner-centred goals intertwine in Canada",
     "country=CA&question=Q2"),
]  # fmt: skip
NUMBERED = [
    ("question 3", "question=Q3"),
    ("what bears on Q 3?", "question=Q3"),
    ("evidence for open question four", "question=Q4"),
    ("questions 2 and 4", "question=Q2,Q4"),
    ("question 2, on teachers", "question=Q2&target=teachers"),
    ("equity in 2 countries", "area=equity"),
]
MISSPELT = [
    ("principle preparation", "outcome=leader-preparation"),
    ("high school gradation rate", "outcome=graduation-readiness"),
    ("principles of equity", "area=equity"),
]
PARTS = [
    ("equity in ontario", "area=equity&country=CA"),
    ("equity in new york", "area=equity&country=US"),
    ("equity in Nelson", "area=equity&country=NZ"),
    ("equity in nelson", "area=equity"),
]


@pytest.mark.parametrize(
    ("question", "canonical"),
    [
        *EXCLUSIONS,
        *NO_EXCLUSIONS,
        *CAPITALS,
        *QUOTED,
        *ACTORS,
        *WORDINGS,
        *NUMBERED,
        *MISSPELT,
        *PARTS,
    ],
)
def test_a_question_compiles_to_its_query(query, question, canonical):
    assert query(question).replace("%2C", ",") == canonical


INTENTS = {
    "gaps": [
        "we lack experimental evidence on trust",
        "is there a lack of longitudinal studies of principal turnover?",
        "too few studies of governance",
        "insufficient evidence on trust",
        "nobody has ever investigated trust in Canada",
        "has trust never been examined in Canada?",
        "schools which haven't yet been looked at",
        "no study has looked into equity and attendance",
        "equity has yet to be studied in Canada",
    ],
    "questions": [
        "what is still unresolved about trust?",
        "what remains open on equity?",
        "what has not been answered on governance",
        "open questions that worry families",
    ],
    "citations": [
        "works that refer to Robinson 2008",
        "who mentions Day et al. 2016",
        "list of references of Day et al. 2016",
    ],
    "evidence": [
        "do teachers lack trust?",
        "what does distributed leadership refer to",
        "equity for students referred to counselling",
        "teachers who never studied equity",
        "nobody but teachers and equity",
        "not enough trust among teachers",
    ],
}


@pytest.mark.parametrize(
    ("question", "intent"), [(q, intent) for intent, asked in INTENTS.items() for q in asked]
)
def test_intents(graph, question, intent):
    answer = graph.ask(question)
    assert answer.intent == intent
    assert intent == "evidence" or answer.status != "outside_framework"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("who refers to Day et al. 2016", "cited-by"),
        ("list of references of Day et al. 2016", "cites"),
        ("works referred to by Day et al. 2016", "cites"),
        ("Day et al. 2016, reference list", "cites"),
    ],
)
def test_which_neighbours_are_asked_for(graph, question, kind):
    assert graph.ask(question).links["citations"] == f"/sources/day2016impact/citations?kind={kind}"


@pytest.mark.parametrize(
    "question",
    [
        "gaps in climate change research",
        "gaps on vaccines and teachers",
        "open questions in physics for students",
        "teacher detention",
        "student meditation",
        "schools remained open in the pandemic",
        "Pareto principle",
    ],
)
def test_words_of_other_fields_still_ask_nothing(graph, question):
    assert graph.ask(question).status == "outside_framework"


def test_a_number_that_no_question_has_is_shown_as_not_used(graph):
    assert graph.ask("evidence for question 9").interpretation["unmatched"] == ["9"]


def test_a_question_is_known_by_its_number_in_any_dataset(meals):
    assert meals.ask("question two").query.question == ("Q2",)


def _label(scheme: str, id_: str, label: str, *more: str) -> Concept:
    return Concept(scheme=scheme, id=id_, label=label, alt_labels=more)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("we lack evidence", True),
        ("we lack really good studies", True),
        ("we lack a few of the good studies", False),
        ("we lack trust, evidence", False),
        ("we lack trust in studies", False),
    ],
)
def test_a_label_with_an_ellipsis_leaves_room_for_words_of_one_part(said, found):
    grammar = Grammar(
        [
            _label("words", "evidence", "evidence", "studies"),
            _label("intents", "gaps", "gaps", "lack … {evidence}"),
            _label("cues", "place", "in"),
        ]
    )
    assert any("gaps" in names for _, _, names in grammar.cues(tokens(said))) is found


def test_words_that_sound_alike_share_their_consonants():
    assert consonants("morale") == consonants("moral")
    assert consonants("retention") != consonants("detention")
