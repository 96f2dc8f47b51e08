"""What words come to, rule by rule, on the real dataset."""

import pytest

QUESTIONS = {
    "word order": [
        (
            "leadership that is distributed and students",
            "area=distributed-leadership&target=students",
        ),
        ("achievement of students", "outcome=student-achievement"),
        ("change of policy", "outcome=policy-support"),
    ],
    "inflection, possessives, hyphens": [
        (
            "meta analysis of instructional leadership",
            "area=instructional-leadership&design=meta-analysis",
        ),
        ("collaborating among teachers", "outcome=teacher-collaboration"),
        ("school’s climate", "outcome=school-climate-culture"),
    ],
    "British and American spelling": [
        ("organizational learning", "outcome=organisational-learning"),
        ("organisational learning", "outcome=organisational-learning"),
        ("leadership programs", "outcome=leader-preparation"),
        ("leadership programmes", "outcome=leader-preparation"),
        ("principal behaviour", "outcome=leader-practice"),
    ],
    "the longest name": [
        ("learning community", "area=learning-community"),
        ("achievement gap", "outcome=achievement-gap"),
        ("teacher leadership capacity", "outcome=teacher-leadership-capacity"),
    ],
    "names of two words are not torn from a list": [
        ("student learning and community", "outcome=student-achievement&target=community"),
    ],
    "a word that belongs to its owner": [
        ("retention of good teachers", "outcome=teacher-retention"),
    ],
    "words of effect filter nothing": [
        ("does equity improve student engagement", "area=equity&outcome=student-engagement"),
        ("negative effects of equity", "area=equity&direction=negative"),
        ("does equity harm students", "area=equity&direction=negative&target=students"),
    ],
    "who acts, and where, is not who is affected": [
        ("do principals influence teacher retention?", "outcome=teacher-retention"),
        ("the impact of teachers on student engagement", "outcome=student-engagement"),
        ("attendance in rural schools", "outcome=student-behaviour-attendance"),
        ("school leadership and equity", "area=equity"),
    ],
    "years": [
        ("equity after 2015", "area=equity&since=2016"),
        ("equity before 2015", "area=equity&until=2014"),
        ("equity from 2010 until 2015", "area=equity&since=2010&until=2015"),
        ("equity 2010–2015", "area=equity&since=2010&until=2015"),
        ("equity between 2015 and 2010", "area=equity&since=2010&until=2015"),
        ("equity in 2012", "area=equity&since=2012&until=2012"),
        ("equity in the 1990s", "area=equity&since=1990&until=1999"),
        ("equity in the past decade", "area=equity&since=2016"),
        ("equity in the last five years", "area=equity&since=2021"),
        ("recent studies of equity", "area=equity&since=2016"),
        ("equity, 2010 or later", "area=equity&since=2010"),
        ("equity since the year 2010", "area=equity&since=2010"),
    ],
    "countries": [
        ("equity in the US", "area=equity&country=US"),
        ("equity in the us", "area=equity&country=US"),
        ("tell us about equity", "area=equity"),
        ("equity in Scotland", "area=equity&country=GB"),
        ("Finnish evidence on equity", "area=equity&country=FI"),
        ("equity in the Czech Republic", "area=equity&country=CZ"),
    ],
    "works": [
        ("Day", "source=day2016impact"),
        ("Day et al. 2016", "source=day2016impact"),
        ("Branch, Hanushek and Rivkin", "source=branch2012estimating"),
        ("the headmaster ritual", "source=bohlmark2016headmaster"),
        ("what does wallace2012school say", "source=wallace2012school"),
        ("Heck & Hallinger 2010", "source=heck2010collaborative"),
        (
            "principal turnover and student achievement",
            "outcome=leader-retention,student-achievement",
        ),
        ('"Principal turnover and student achievement"', "source=miller2013principal"),
    ],
    "open questions": [
        ("evidence on Q2", "question=Q2"),
        ("how do equity goals and learner-centered goals intertwine", "question=Q2"),
    ],
}


@pytest.mark.parametrize(
    ("question", "canonical"), [row for rule in QUESTIONS.values() for row in rule]
)
def test_a_question_compiles_to_its_query(query, question, canonical):
    assert query(question).replace("%2C", ",") == canonical


NEGATIONS = [
    ("equity but not teachers", "area=equity&not_target=teachers"),
    (
        "equity without RCTs or reviews",
        "area=equity&not_design=evidence-synthesis,randomized-trial",
    ),
    ("equity for neither families nor teachers", "area=equity&not_target=families,teachers"),
    ("equity, not families and not teachers", "area=equity&not_target=families,teachers"),
    ("equity except reviews in Canada", "area=equity&country=CA&not_design=evidence-synthesis"),
    ("equity but not in the US or Canada", "area=equity&not_country=CA,US"),
    ("not equity but governance for students", "model=governance&not_area=equity&target=students"),
    (
        "governance, not teachers, for students",
        "model=governance&not_target=teachers&target=students",
    ),
    ("not only equity but also governance", "area=equity&model=governance"),
    ("does equity not improve student engagement?", "area=equity&outcome=student-engagement"),
    ("Doesn’t equity help students?", "area=equity&target=students"),
    ("equity with no effect on students", "area=equity&direction=null&target=students"),
    ("studies that aren't meta-analyses on equity", "area=equity&not_design=meta-analysis"),
    (
        "not Leithwood and Jantzi 2006 on equity",
        "area=equity&not_source=leithwood2006transformational",
    ),
]


@pytest.mark.parametrize(("question", "canonical"), NEGATIONS)
def test_what_is_left_out_is_never_asked_for(query, question, canonical):
    assert query(question) == canonical


INTENTS = [
    ("gaps in equity", "gaps"),
    ("what is missing on equity", "gaps"),
    ("the achievement gap", "evidence"),
    ("open questions about equity", "questions"),
    ("who cites Day et al. 2016", "citations"),
    ("what does Day et al. 2016 say", "sources"),
    ("equity", "evidence"),
    ("not Day et al. 2016 on equity", "evidence"),
]


@pytest.mark.parametrize(("question", "intent"), INTENTS)
def test_intents(graph, question, intent):
    assert graph.ask(question).intent == intent


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("who cites Day et al. 2016", "cited-by"),
        ("what does Day et al. 2016 cite", "cites"),
        ("works cited by Day et al. 2016", "cites"),
        ("works similar to Day et al. 2016", "similar"),
    ],
)
def test_which_neighbours_of_a_work_are_asked_for(graph, question, kind):
    assert graph.ask(question).links["citations"] == f"/sources/day2016impact/citations?kind={kind}"


def test_the_same_words_for_an_area_and_a_model_ask_for_the_area_and_offer_the_model(graph):
    answer = graph.ask("instructional leadership")
    assert answer.query.canonical == "area=instructional-leadership"
    others = [one["query"] for one in answer.interpretation["alternatives"]]
    assert others == [{"model": ["instructional"]}]


def test_a_misspelt_word_is_put_right_and_shown(graph):
    answer = graph.ask("teecher retention and absenteism")
    assert answer.query.canonical == "outcome=student-behaviour-attendance,teacher-retention"
    fixed = {s["text"]: s["corrected"] for s in answer.interpretation["spans"] if "corrected" in s}
    assert fixed == {"teecher retention": ["teacher"], "absenteism": ["absenteeism"]}


@pytest.mark.parametrize("word", ["detention", "meditation", "bread", "gradation"])
def test_a_word_of_english_is_never_put_right(graph, word):
    answer = graph.ask(f"{word} and student achievement")
    assert answer.query.canonical == "outcome=student-achievement"
    assert answer.interpretation["unmatched"] == [word]


@pytest.mark.parametrize(
    "question",
    [
        "climate change policy",
        "private equity returns",
        "trust funds for children",
        "machine learning",
        "software development practices",
        "stress in metals",
        "company culture at Google",
        "spread of malaria in Kenya",
        "private pilots",
        "leadership",
    ],
)
def test_words_of_other_fields_ask_nothing(graph, question):
    answer = graph.ask(question)
    assert answer.status == "outside_framework"
    assert not answer.query.fields()
    assert not answer.results


def test_a_name_that_is_a_word_wants_a_capital_a_year_or_et_al(graph):
    assert graph.ask("a day in a life").status == "outside_framework"
    assert graph.ask("what did Day find").query.source == ("day2016impact",)
    assert graph.ask("day 2016").query.source == ("day2016impact",)


def test_words_found_only_in_the_text_of_claims_make_no_answer(graph):
    word = "homework"
    answer = graph.ask(f"does {word} work")
    assert answer.status == "outside_framework"
    assert answer.links["search"] == f"/evidence?q={word}"
