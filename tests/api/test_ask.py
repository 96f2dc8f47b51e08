"""/ask: the same answer as in Python, and refusals that say why."""

import pytest

ASKED = "evidence for distributed leadership impacting students"


def test_it_answers_as_python_does(client, graph):
    answer = client.get("/ask", params={"q": ASKED})
    assert answer.status_code == 200
    assert answer.content == graph.ask(ASKED).to_json()
    assert client.get("/ask.json", params={"q": ASKED}).content == answer.content


def test_an_answer_is_kept_by_its_snapshot_and_question(client):
    first = client.get("/ask", params={"q": ASKED})
    again = client.get(
        "/ask", params={"q": ASKED}, headers={"if-none-match": first.headers["etag"]}
    )
    assert again.status_code == 304
    assert client.get("/ask", params={"q": "equity"}).headers["etag"] != first.headers["etag"]


def test_its_links_lead_somewhere(client):
    links = client.get("/ask", params={"q": ASKED}).json()["links"]
    for name in ("self", "evidence", "next", "csv", "bib"):
        assert client.get(links[name]).status_code == 200, name


def test_the_search_offered_to_a_question_outside_leads_somewhere(client):
    answer = client.get("/ask", params={"q": "does homework work?"}).json()
    assert answer["status"] == "outside_framework"
    assert client.get(answer["links"]["search"]).status_code == 200


@pytest.mark.parametrize(
    "url",
    ["/ask", "/ask?q=", "/ask?q=%20", "/ask?q=a&q=b", "/ask?question=a", f"/ask?q={'a' * 1001}"],
)
def test_what_is_no_question_is_refused(client, url):
    answer = client.get(url)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    "question",
    ["<script>alert(1)</script>", "SELECT * WHERE { ?s ?p ?o }", "🍎", "../../etc/passwd", "'; --"],
)
def test_hostile_texts_are_only_texts(client, question):
    answer = client.get("/ask", params={"q": question})
    assert answer.status_code == 200
    assert answer.json()["status"] == "outside_framework"
    assert answer.json()["question"] == question
