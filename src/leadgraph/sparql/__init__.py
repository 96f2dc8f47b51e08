"""SPARQL: untrusted queries, read, evaluated in processes of their own, and written.

- ``read(query)``: what a query is; updates and SERVICE are refused by their tokens.
- ``choose(forms, accept)``: the form in which a reader gets a result.
- ``Workers``: killable processes over a store on disk; ``Line``: the queue in front of them.
  Anything with ``evaluate(asked, limits, stop) -> Result`` can stand in their place.
"""

from leadgraph.sparql.description import SD, describe
from leadgraph.sparql.evaluation import CODES, Asked, Evaluator, Limits, Result, Stop, evaluate
from leadgraph.sparql.forms import GRAPHS, TABLES, Form, choose, offered, weights
from leadgraph.sparql.line import Line, Ticket
from leadgraph.sparql.reading import QUERY_MOST, Reading, read
from leadgraph.sparql.teaching import Lesson, lessons
from leadgraph.sparql.workers import Workers, cores

__all__ = [
    "CODES",
    "GRAPHS",
    "QUERY_MOST",
    "SD",
    "TABLES",
    "Asked",
    "Evaluator",
    "Form",
    "Lesson",
    "Limits",
    "Line",
    "Reading",
    "Result",
    "Stop",
    "Ticket",
    "Workers",
    "choose",
    "cores",
    "describe",
    "evaluate",
    "lessons",
    "offered",
    "read",
    "weights",
]
