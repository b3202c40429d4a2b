"""After one answer: reassembling and checking again, against doing both from nothing.

The first whole-number answers of the example are changed in turn; the time of one is the mean over all of them.
"""

from itertools import islice

from bench.examples import catalogue, example
from bench.measuring import Comparison, compare
from govflow.core.answers import Kind
from govflow.core.assembly import assemble
from govflow.core.consistency import check
from govflow.core.draft import Draft

EXAMPLES = ("lead_body_6", "spv_30")
MOST = 20


def measure() -> list[Comparison]:
    return [_after_one_answer(example(name)) for name in EXAMPLES]


def _after_one_answer(draft: Draft) -> Comparison:
    pack = catalogue()
    assembled, checked = assemble(pack, draft), check(draft)
    changed = _each_with_one_answer_changed(draft)

    def again() -> None:
        for after in changed:
            assemble(pack, after, assembled)
            check(after, checked)

    def from_nothing() -> None:
        for after in changed:
            assemble(pack, after)
            check(after)

    what = f"reassemble and check after one answer, {len(draft.members)} members"
    return compare(what, again, "from nothing", from_nothing, times=len(changed))


def _each_with_one_answer_changed(draft: Draft) -> list[Draft]:
    numbers = {
        name: value
        for name, value in draft.answers.items()
        if catalogue().questions[name].kind is Kind.INT and isinstance(value, int)
    }
    return [draft.with_answers({name: value + 1}) for name, value in islice(numbers.items(), MOST)]
